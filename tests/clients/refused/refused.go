// Refused uploads with Go's own client: it must read the 403 or 404 instead of a broken connection.
package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"strings"
)

func upload(url string, body []byte) string {
	request, err := http.NewRequest(http.MethodPut, url, bytes.NewReader(body))
	if err != nil {
		return err.Error()
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err.Error()
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return err.Error()
	}
	return fmt.Sprint(answer.StatusCode)
}

func main() {
	for _, refusal := range [][2]string{{"403", "logs"}, {"404", "nowhere"}} {
		for _, size := range []struct {
			check string
			bytes int
		}{{"300 kB", 300_000}, {"5 MB", 5_000_000}, {"30 MB", 30_000_000}} {
			body := bytes.Repeat([]byte("x"), size.bytes)
			wrong := []string{}
			for i := 0; i < 40; i++ {
				found := upload(os.Getenv("OSS_ENDPOINT")+"/"+refusal[1]+"/note", body)
				if found != refusal[0] {
					wrong = append(wrong, found)
				}
			}
			fields := []string{"ok", "refused-go", "net/http", refusal[0], size.check}
			if len(wrong) > 0 {
				fields[0] = "not ok"
				fields = append(fields, fmt.Sprintf("%d of 40: %s", len(wrong), wrong[0]))
			}
			fmt.Println(strings.Join(fields, "\t"))
		}
	}
	fmt.Println(strings.Join([]string{"done", "refused-go", runtime.Version()}, "\t"))
}
