// The checks of ../expected.json with the Go SDK, version 1: one line on stdout per check, as ../matrix.py describes.
package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/aliyun/aliyun-oss-go-sdk/oss"
)

const name = "aliyun-oss-go-sdk"

// The one signature version that it has.
const version = "v1"

// Behind a proxy the bucket is in the host.
var styles = []string{"path", "proxy"}

type check func(*scenario)

func main() {
	// Where the local time is UTC the client takes every checkpoint for that of another file.
	time.Local = time.FixedZone("CST", 8*60*60)
	failed := false
	for column, style := range styles {
		for _, title := range asked(column == 0) {
			outcome := run(style, title)
			failed = failed || outcome.kind == "not ok"
			fields := []string{outcome.kind, name, style, version, title}
			if outcome.kind != "ok" {
				fields = append(fields, strings.Join(strings.Fields(outcome.message), " "))
			}
			fmt.Println(strings.Join(fields, "\t"))
		}
	}
	fmt.Println(strings.Join([]string{"done", name, oss.Version}, "\t"))
	if failed {
		os.Exit(1)
	}
}

// How a check ends: nothing that it finds wrong is returned, as it ends there.
type outcome struct{ kind, message string }

func run(style, title string) (found outcome) {
	defer func() {
		switch stopped := recover().(type) {
		case nil:
		case outcome:
			found = stopped
		default: // the client's own
			found = outcome{"not ok", fmt.Sprintf("panic: %v", stopped)}
		}
	}()
	if reason, known := lacks[title]; known {
		blank(reason)
	}
	ask, known := bucketChecks[title]
	if !known {
		ask, known = objectChecks[title]
	}
	if !known {
		ask, known = siteChecks[title]
	}
	switch keys, odd := expected.Keys[title]; {
	case odd:
		oddKeys(newScenario(style), title, keys)
	case known:
		ask(newScenario(style))
	default:
		broken("its script has no such check")
	}
	return outcome{kind: "ok"}
}

// Ends the check: the client cannot do it.
func blank(reason string) {
	panic(outcome{"blank", reason})
}

// Ends the check: it has failed.
func broken(format string, values ...any) {
	panic(outcome{"not ok", fmt.Sprintf(format, values...)})
}
