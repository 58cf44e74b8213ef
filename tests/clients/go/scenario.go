package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"regexp"
	"strings"

	"github.com/aliyun/aliyun-oss-go-sdk/oss"
)

// One client, in one style.
type scenario struct {
	style string
	// A name for the buckets that it makes.
	made string
}

func newScenario(style string) *scenario {
	return &scenario{style, made(style)}
}

// The client keeps its connections: one for each style and caller.
var connected = map[string]*oss.Client{}

func (s *scenario) by(caller credentials) *oss.Client {
	key := fmt.Sprint(s.style, caller)
	client := connected[key]
	if client == nil {
		client = s.connect(endpoint, caller)
		connected[key] = client
	}
	return client
}

func (s *scenario) connect(endpoint string, caller credentials) *oss.Client {
	var options []oss.ClientOption
	if caller.token != "" {
		options = append(options, oss.SecurityToken(caller.token))
	}
	if s.style == "proxy" {
		options = append(options, oss.Proxy(endpoint))
		endpoint = "http://oss-" + world.Region + ".aliyuncs.com"
	}
	client, err := oss.New(endpoint, caller.id, caller.secret, options...)
	must(err)
	return client
}

func (s *scenario) owner() *oss.Client {
	return s.by(owner)
}

func bucketOf(client *oss.Client, name string) *oss.Bucket {
	bucket, err := client.Bucket(name)
	must(err)
	return bucket
}

// That a call has succeeded.
func must(err error) {
	if err != nil {
		broken("%v", err)
	}
}

// What a call that has succeeded answered.
func got[T any](value T, err error) T {
	must(err)
	return value
}

// The error of a call of which nothing else is looked at.
func errorOf[T any](_ T, err error) error {
	return err
}

func same(found, expected any, what string) {
	if !reflect.DeepEqual(found, expected) {
		broken("%s: %#v instead of %#v", what, found, expected)
	}
}

// What the client made of an error answer. Where there was no body it shows the status only.
type failure struct {
	Status  int
	Code    string
	Message string
	EC      string
}

var requestID = regexp.MustCompile("^[0-9A-F]{24}$")

func isRequestID(text string) {
	if !requestID.MatchString(text) {
		broken("the request id %q is not 24 hex digits", text)
	}
}

func failed(err error) failure {
	found, told := err.(oss.ServiceError)
	if !told {
		return failure{Status: statusOf(err)}
	}
	isRequestID(found.RequestID)
	var body struct{ RequestId, EC string }
	must(xml.Unmarshal([]byte(found.RawMessage), &body))
	same(body.RequestId, found.RequestID, "request id in the body")
	return failure{found.StatusCode, found.Code, found.Message, body.EC}
}

var status = regexp.MustCompile(`^oss: service returned (?:without a response body \()?(\d{3})\b`)

func statusOf(err error) int {
	var code int
	if found := status.FindStringSubmatch(err.Error()); found != nil {
		fmt.Sscan(found[1], &code)
	}
	return code
}

func row(title string) failure {
	fields, known := expected.Errors[title]
	if !known {
		broken("expected.json has no error %q", title)
	}
	ec, _ := fields[3].(string)
	return failure{int(fields[0].(float64)), fields[1].(string), fields[2].(string), ec}
}

// That a call fails as the table says.
func fails(title string, err error) {
	if err == nil {
		broken("no error %s", title)
	}
	same(failed(err), row(title), "error")
}

// That a call fails as the table says, where the answer has no body.
func failsWithoutBody(title string, err error) {
	if err == nil {
		broken("no error %s", title)
	}
	same(failed(err), failure{Status: row(title).Status}, "error")
}

// Asks the control plane of the server.
func control(path, body string) {
	request := got(http.NewRequest("POST", endpoint+"/_ossmock/"+path, strings.NewReader(body)))
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	answer := got(http.DefaultClient.Do(request))
	defer answer.Body.Close()
	same(answer.StatusCode < 300, true, "control plane, "+path)
}

func read(body io.ReadCloser, err error) string {
	must(err)
	defer body.Close()
	return string(got(io.ReadAll(body)))
}

// The metadata of an object among its headers.
func metadata(headers http.Header) map[string]string {
	found := map[string]string{}
	for name := range headers {
		if key := strings.TrimPrefix(strings.ToLower(name), "x-oss-meta-"); key != strings.ToLower(name) {
			found[key] = headers.Get(name)
		}
	}
	return found
}
