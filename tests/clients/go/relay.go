package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"strings"
	"sync"
	"time"
)

// A server between client and fake that cuts off one request, or damages bodies. For a client behind a proxy it is that.
type relay struct {
	*httptest.Server
	// What becomes of bodies on their way.
	up, down func([]byte) []byte

	lock    sync.Mutex
	method  string
	nth     int
	arrived int
	// How many requests of each method for a part of an object went on to the fake.
	passed map[string]int
}

func newRelay() *relay {
	r := &relay{passed: map[string]int{}}
	onwards := &httputil.ReverseProxy{
		Director: func(request *http.Request) {
			request.URL.Scheme, request.URL.Host = "http", strings.TrimPrefix(endpoint, "http://")
			changed(&request.Body, r.up)
		},
		ModifyResponse: func(response *http.Response) error {
			changed(&response.Body, r.down)
			return nil
		},
	}
	r.Server = httptest.NewServer(http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		if r.cut(request) {
			// With an answer, or the client's HTTP library would ask again by itself.
			http.Error(answer, "<Error><Code>CutLine</Code></Error>", http.StatusServiceUnavailable)
			return
		}
		onwards.ServeHTTP(answer, request)
	}))
	return r
}

// Cuts off the n-th request of this method for a part of an object.
func (r *relay) cuts(method string, nth int) {
	r.method, r.nth = method, nth
}

func (r *relay) cut(request *http.Request) bool {
	if request.URL.Query().Get("partNumber") == "" && request.Header.Get("Range") == "" {
		return false
	}
	r.lock.Lock()
	defer r.lock.Unlock()
	if request.Method == r.method {
		r.arrived++
		if r.arrived == r.nth {
			// Meanwhile the client writes into its checkpoint that the part before this one is done.
			time.Sleep(200 * time.Millisecond)
			return true
		}
	}
	r.passed[request.Method]++
	return false
}

// Bodies are short, and as long as before.
func changed(body *io.ReadCloser, change func([]byte) []byte) {
	if change != nil && *body != nil {
		*body = io.NopCloser(bytes.NewReader(change(got(io.ReadAll(*body)))))
	}
}
