// Package ossmock starts `ossmock serve`, a fake of Alibaba Cloud OSS, for a test.
//
// It is this one file, with nothing but the standard library: copy it into a project. It needs a system with `sh`, such as
// Linux or macOS.
package ossmock

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The version of the control plane that this package knows.
const version = 1

// Server is a running fake. Its methods end the test with a message if they fail, so call them from the test's goroutine.
type Server struct {
	t        testing.TB
	endpoint string
	token    string // of the control plane; empty if it wants none
	testID   string // of the test whose world it is; empty for the world of the server
	http     *http.Client
	process  *exec.Cmd // nil for a server that another process started
	input    io.Closer
	stopped  bool
	ended    chan struct{} // closed after the process has ended
	exit     error         // with output: read after ended
	output   bytes.Buffer
}

// Option configures a Server before it starts.
type Option func(*options)

type options struct {
	world string
	flags []string
}

// WithWorld is the world to start from and to reset to, in TOML; without it, there is the account `default`, and no bucket.
func WithWorld(toml string) Option {
	return func(o *options) { o.world = toml }
}

// WithFlags adds flags of `ossmock serve`, such as "--deny-ignored". Those of TLS, --listen, --ready-file and --world do not go
// with this package.
func WithFlags(flags ...string) Option {
	return func(o *options) { o.flags = append(o.flags, flags...) }
}

// The server ends with the process that started it, however that ends: its input is a pipe from that process, and `cat`
// waits for the end of the pipe.
const script = `exec 3<&0
(cat <&3; kill $$) >/dev/null 2>&1 &
exec 3<&-
exec "$@" </dev/null`

// Start starts a server of its own for the test, on a free port. It stops when the test is over, and logs the refused calls
// if the test failed.
func Start(t testing.TB, with ...Option) *Server {
	t.Helper()
	var o options
	for _, option := range with {
		option(&o)
	}
	folder := t.TempDir()
	ready := filepath.Join(folder, "ready")
	arguments := []string{"-c", script, "ossmock", command(t), "serve", "--quiet"}
	arguments = append(arguments, "--listen", "127.0.0.1:0", "--ready-file", ready)
	if o.world != "" {
		path := filepath.Join(folder, "world.toml")
		if err := os.WriteFile(path, []byte(o.world), 0o600); err != nil {
			t.Fatalf("ossmock: cannot write the world file: %v", err)
		}
		arguments = append(arguments, "--world", path)
	}
	s := &Server{
		t:       t,
		http:    &http.Client{Transport: &http.Transport{}, Timeout: 30 * time.Second},
		process: exec.Command("sh", append(arguments, o.flags...)...),
		ended:   make(chan struct{}),
	}
	s.process.Stdout, s.process.Stderr = &s.output, &s.output
	input, err := s.process.StdinPipe()
	if err == nil {
		err = s.process.Start()
	}
	if err != nil {
		t.Fatalf("ossmock: cannot start the server: %v", err)
	}
	s.input = input
	go func() {
		s.exit = s.process.Wait()
		close(s.ended)
	}()
	t.Cleanup(func() {
		t.Helper()
		defer s.Stop()
		s.logRefused()
	})
	for limit := time.Now().Add(30 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		text, err := os.ReadFile(ready)
		if err == nil {
			var made struct{ Endpoint, Token string }
			if err := json.Unmarshal(text, &made); err != nil {
				t.Fatalf("ossmock: the ready file is not JSON: %v", err)
			}
			s.endpoint, s.token = made.Endpoint, made.Token
			break
		}
		if !s.running() {
			t.Fatalf("ossmock: the server did not start")
		}
		if time.Now().After(limit) {
			t.Fatalf("ossmock: the server was not ready within 30 seconds")
		}
	}
	s.check()
	return s
}

// Connect uses a server that runs, such as one that the packages of a project share. The token is that of the control plane,
// empty if it wants none. Give each test a world of its own with Test.
func Connect(t testing.TB, endpoint, token string) *Server {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{}, Timeout: 30 * time.Second}
	t.Cleanup(client.CloseIdleConnections)
	s := &Server{t: t, endpoint: strings.TrimSuffix(endpoint, "/"), token: token, http: client}
	s.check()
	return s
}

// Checks that this package can speak to the server.
func (s *Server) check() {
	s.t.Helper()
	if !strings.HasPrefix(s.endpoint, "http://") {
		s.t.Fatalf("ossmock: the server is at %s, and this package speaks HTTP only: leave out the flags of TLS", s.endpoint)
	}
	var about struct {
		Version int `json:"control_plane"`
	}
	// A server from before there was this question does not know it.
	if status, text := s.send("GET", "about", "", nil); status != http.StatusNotFound {
		s.read("GET", "about", status, text, &about)
	}
	known := fmt.Sprintf("this package knows version %d of the control plane, and that of %s", version, s.endpoint)
	if about.Version > version {
		s.t.Fatalf("ossmock: %s is version %d: copy the package of that version", known, about.Version)
	}
	if about.Version < version {
		s.t.Fatalf("ossmock: %s is an older one: update the command `ossmock`", known)
	}
}

// Test makes a world for a test, so that tests which run in parallel share this server. It begins as the server began, and has
// credentials of its own: clients reach the world by them. Its journal, faults, clock and expectations are its own as well. It
// ends when the test is over, and logs its refused calls if the test failed.
func (s *Server) Test(t testing.TB) *Server {
	t.Helper()
	if s.testID != "" {
		t.Fatalf("ossmock: the world of a test makes none: call Test of the server")
	}
	id := fmt.Sprintf("%.400s %d-%d", strconv.QuoteToASCII(t.Name()), os.Getpid(), time.Now().UnixNano())
	own := &Server{t: t, endpoint: s.endpoint, token: s.token, http: s.http, process: s.process, ended: s.ended}
	own.post("tests", map[string]string{"id": id}, nil)
	own.testID = id
	t.Cleanup(func() {
		t.Helper()
		defer own.Stop()
		own.logRefused()
	})
	return own
}

// TestID is the id of the test whose world this is, for the header x-ossmock-test-id of unsigned requests.
func (s *Server) TestID() string {
	return s.testID
}

func (s *Server) logRefused() {
	s.t.Helper()
	if s.t.Failed() && s.running() && !s.stopped && s.endpoint != "" {
		if refused := s.Refused(); refused != "" {
			s.t.Log(refused)
		}
	}
}

// The path of the command.
func command(t testing.TB) string {
	t.Helper()
	name, from := os.Getenv("OSSMOCK"), "OSSMOCK"
	if name == "" {
		name, from = "ossmock", "PATH"
	}
	path, err := exec.LookPath(name)
	if err == nil {
		path, err = filepath.Abs(path)
	}
	if err != nil {
		t.Fatalf("ossmock: no command %q by %s (%v): run `cargo build --package ossmock-cli` in a checkout of ossmock, "+
			"and set OSSMOCK to the absolute path of its target/debug/ossmock", name, from, err)
	}
	return path
}

func (s *Server) running() bool {
	select { // never of a channel that is nil
	case <-s.ended:
		return false
	default:
		return true
	}
}

// Stop stops the server, or ends the world of a test, before the test is over. Stopping it again does nothing, and so does
// stopping a server that another process started.
func (s *Server) Stop() {
	s.t.Helper()
	if s.stopped {
		return
	}
	if s.testID != "" {
		if s.running() {
			s.ask("DELETE", "tests?"+url.Values{"id": {s.testID}}.Encode(), "", nil, nil)
		}
		s.stopped = true
		return
	}
	s.stopped = true
	if s.process == nil {
		return
	}
	early := !s.running()
	s.http.CloseIdleConnections()
	_ = s.input.Close()
	select {
	case <-s.ended:
	case <-time.After(10 * time.Second):
		_ = s.process.Process.Kill()
		<-s.ended
	}
	switch {
	case early:
		s.t.Errorf("ossmock: the server ended by itself (%v) and printed:\n%s", s.process.ProcessState, s.output.String())
	case s.exit != nil:
		s.t.Errorf("ossmock: the server did not end well (%v) and printed:\n%s", s.exit, s.output.String())
	}
}

// Endpoint is the endpoint for clients, http://127.0.0.1:PORT.
func (s *Server) Endpoint() string {
	return s.endpoint
}

// Region is the region of the world, which clients sign with V4 signatures.
func (s *Server) Region() string {
	s.t.Helper()
	region, _ := s.world()["region"].(string)
	return region
}

// Credentials sign requests. Only those of sessions have a token.
type Credentials struct{ ID, Secret, Token string }

// Credentials returns those of an account ("acme"), a RAM user ("acme/ci") or a session of a role ("acme/deploy/job-7").
func (s *Server) Credentials(name string) Credentials {
	s.t.Helper()
	known := map[string]Credentials{}
	add := func(name string, item map[string]any) {
		text := func(key string) string { found, _ := item[key].(string); return found }
		known[name] = Credentials{text("access_key_id"), text("access_key_secret"), text("security_token")}
	}
	for _, account := range items(s.world(), "account") {
		owner := fmt.Sprint(account["name"])
		add(owner, account)
		for _, user := range items(account, "ram_user") {
			add(fmt.Sprint(owner, "/", user["name"]), user)
		}
		for _, role := range items(account, "role") {
			for _, session := range items(role, "session") {
				add(fmt.Sprint(owner, "/", role["name"], "/", session["name"]), session)
			}
		}
	}
	found, there := known[name]
	if !there {
		var names []string
		for name := range known {
			names = append(names, name)
		}
		sort.Strings(names)
		s.t.Fatalf("ossmock: the world has no caller %q: there are %s", name, strings.Join(names, ", "))
	}
	return found
}

// Reset restores the world and the clock of the start, empties the journal and ends all faults.
func (s *Server) Reset() {
	s.t.Helper()
	s.ask("POST", "reset", "", nil, nil)
}

// SetWorld replaces the world, with all buckets and objects, by one in TOML.
func (s *Server) SetWorld(toml string) {
	s.t.Helper()
	s.ask("PUT", "world", "application/toml", []byte(toml), nil)
}

// SetKeyState sets the state of the KMS key with this id or alias: Enabled, Disabled, PendingDeletion or PendingImport.
func (s *Server) SetKeyState(key, state string) {
	s.t.Helper()
	var overview struct {
		Keys []struct{ Account, ID, Alias string } `json:"kms_keys"`
	}
	s.ask("GET", "overview", "", nil, &overview)
	found := false
	for _, known := range overview.Keys {
		if known.ID == key || known.Alias == key {
			found = true
			s.post("kms/state", map[string]string{"account": known.Account, "key": key, "state": state}, nil)
		}
	}
	if !found {
		s.t.Fatalf("ossmock: the world has no KMS key %q: add it as kms_key = [{ id = %q }] to an account", key, key)
	}
}

// SetSettings sets settings of a bucket, with the names and forms of a bucket in a world, such as {"acl": "private"}: all of
// them, or none if one is wrong. It logs a warning for each bucket and KMS key that they name and that is missing.
func (s *Server) SetSettings(bucket string, settings map[string]any) {
	s.t.Helper()
	var set struct{ Warnings []string }
	s.post("settings?"+url.Values{"bucket": {bucket}}.Encode(), settings, &set)
	for _, warning := range set.Warnings {
		s.t.Logf("ossmock: warning: %s", warning)
	}
}

func (s *Server) world() map[string]any {
	s.t.Helper()
	var world map[string]any
	s.ask("GET", "world", "", nil, &world)
	return world
}

func items(table map[string]any, name string) []map[string]any {
	var found []map[string]any
	list, _ := table[name].([]any)
	for _, item := range list {
		if item, is := item.(map[string]any); is {
			found = append(found, item)
		}
	}
	return found
}

// Filter selects calls of the journal; a field that is empty selects all.
type Filter struct {
	Operation string // such as PutObject
	Caller    string // account, account/ram-user, account/role/session or anonymous
	Outcome   string // answered, refused, abandoned or unanswered
	Refused   bool   // only refused calls, without reads of what is not there, which were answered 404
	Bucket    string
	Key       string
	Prefix    string // of the key
	TestID    string // of the header x-ossmock-test-id
	Status    int
	Code      string // of the error
}

// Call is a call of OSS; what is not known is empty.
type Call struct {
	Number                         int
	Operation, Bucket, Key, Caller string
	Outcome                        string   // answered, refused, abandoned or unanswered
	Status                         int      // of the answer
	Code, Message                  string   // of the error
	Cause                          string   // the name of the reason for a refusal, such as KmsKeyDisabled
	Decision                       string   // the decision on permissions, with its reason
	Missing                        []string // the permissions that are missing; "in the way: …" is a statement that denies
}

// Journal returns the calls that pass the filter, oldest first.
func (s *Server) Journal(filter Filter) []Call {
	s.t.Helper()
	query := url.Values{}
	set := func(name, value string) {
		if value != "" {
			query.Set(name, value)
		}
	}
	set("operation", filter.Operation)
	set("caller", filter.Caller)
	set("outcome", filter.Outcome)
	set("bucket", filter.Bucket)
	set("key", filter.Key)
	set("prefix", filter.Prefix)
	set("test_id", filter.TestID)
	set("code", filter.Code)
	if filter.Refused {
		query.Set("refused", "true")
	}
	if filter.Status != 0 {
		query.Set("status", strconv.Itoa(filter.Status))
	}
	var answer struct {
		Records []struct {
			Call
			Explanation struct {
				Missing []map[string]grant
			}
		}
	}
	s.ask("GET", "journal?"+query.Encode(), "", nil, &answer)
	var calls []Call
	for _, record := range answer.Records {
		for _, missing := range record.Explanation.Missing {
			for kind, grant := range missing {
				record.Call.Missing = append(record.Call.Missing, grant.of(kind))
			}
		}
		calls = append(calls, record.Call)
	}
	return calls
}

const inTheWay = "in the way: "

// A permission that is missing, or a statement that denies.
type grant struct{ Action, Resource, Principal, Summary string }

func (g grant) of(kind string) string {
	if kind == "denied" {
		return inTheWay + g.Summary
	}
	text := fmt.Sprintf("Allow %s on %s in a %s", g.Action, g.Resource, strings.ReplaceAll(kind, "_", " "))
	if g.Principal != "" {
		text += " for " + g.Principal
	}
	return text
}

// String is a line that tells what was called, what was answered and why.
func (c Call) String() string {
	text := fmt.Sprintf("#%d %s %s", c.Number, c.Operation, c.Bucket)
	if c.Key != "" {
		text += "/" + c.Key
	}
	text += fmt.Sprintf(" by %s: %d %s %s", c.Caller, c.Status, c.Code, c.Message)
	if c.Decision != "" {
		text += " (" + c.Decision + ")"
	}
	for _, missing := range c.Missing {
		if !strings.HasPrefix(missing, inTheWay) {
			missing = "missing: " + missing
		}
		text += "\n    " + missing
	}
	return text
}

// Refused lists the refused calls and the permissions that are missing, for people; it is empty if there are none.
func (s *Server) Refused() string {
	s.t.Helper()
	text := ""
	for _, call := range s.Journal(Filter{Outcome: "refused"}) {
		text += "\nrefused: " + call.String()
	}
	return text
}

// Fault lets calls fail. A field that is empty selects all calls; of Nth, First, Every and Probability, set at most one.
type Fault struct {
	Operation   string  `json:"operation,omitempty"`
	Bucket      string  `json:"bucket,omitempty"`
	Key         string  `json:"key,omitempty"`
	Prefix      string  `json:"prefix,omitempty"` // of the key
	Caller      string  `json:"caller,omitempty"`
	TestID      string  `json:"test_id,omitempty"` // of the header x-ossmock-test-id
	Nth         int     `json:"nth,omitempty"`
	First       int     `json:"first,omitempty"`
	Every       int     `json:"every,omitempty"`
	Probability float64 `json:"probability,omitempty"`
	Times       int     `json:"times,omitempty"` // at most
	Seed        int     `json:"seed,omitempty"`
	Effect      Effect  `json:"effect"`
}

// Effect is one of the effects of a fault in the control plane's openapi.json, such as {"error": "ServiceUnavailable"},
// {"answer_lost": struct{}{}} or {"latency": map[string]string{"least": "PT1S"}}.
type Effect map[string]any

// Fault arms a fault until it is ended or the server is reset, and returns its number.
func (s *Server) Fault(fault Fault) int {
	s.t.Helper()
	if len(fault.Effect) != 1 {
		s.t.Fatalf(`ossmock: a fault has one effect, such as Effect{"error": "ServiceUnavailable"}: this has %d`, len(fault.Effect))
	}
	var armed struct{ ID int }
	s.post("faults", fault, &armed)
	return armed.ID
}

// Hits returns the number of calls that a fault has struck so far.
func (s *Server) Hits(fault int) int {
	s.t.Helper()
	var answer struct{ Faults []struct{ ID, Hits int } }
	s.ask("GET", "faults", "", nil, &answer)
	for _, armed := range answer.Faults {
		if armed.ID == fault {
			return armed.Hits
		}
	}
	s.t.Fatalf("ossmock: there is no fault %d: a fault that was ended, or armed before a reset, is gone", fault)
	return 0
}

// EndFault ends a fault.
func (s *Server) EndFault(fault int) {
	s.t.Helper()
	s.ask("DELETE", "faults?id="+strconv.Itoa(fault), "", nil, nil)
}

// ExpectedCall is a pattern of calls; a field that is empty matches all. Set at most one of Succeeds, Status and RefusedWith.
type ExpectedCall struct {
	Operation   string `json:"operation,omitempty"`
	Bucket      string `json:"bucket,omitempty"`
	Key         string `json:"key,omitempty"`
	Prefix      string `json:"prefix,omitempty"` // of the key
	Caller      string `json:"caller,omitempty"`
	TestID      string `json:"test_id,omitempty"` // of the header x-ossmock-test-id
	Succeeds    bool   `json:"succeeds,omitempty"`
	Status      int    `json:"status,omitempty"`
	RefusedWith string `json:"refused_with,omitempty"` // the name of a cause, such as KmsKeyDisabled
}

// Expect expects exactly so many of these calls from now on.
func (s *Server) Expect(call ExpectedCall, times int) {
	s.t.Helper()
	s.post("expectations", map[string]any{"call": call, "times": times}, nil)
}

// DenyUnexpected lets Verify fail if a call comes, from now on, that is not expected.
func (s *Server) DenyUnexpected() {
	s.t.Helper()
	s.ask("POST", "deny-unexpected", "", nil, nil)
}

// Verify fails the test, which goes on, if an expectation is not met or an unexpected call came.
func (s *Server) Verify() {
	s.t.Helper()
	var answer struct{ Failures []string }
	s.ask("POST", "verify", "", nil, &answer)
	for _, failure := range answer.Failures {
		s.t.Errorf("ossmock: %s", failure)
	}
}

// Advance moves the fake's clock forward.
func (s *Server) Advance(by time.Duration) {
	s.t.Helper()
	seconds := strconv.FormatFloat(by.Seconds(), 'f', -1, 64)
	s.post("clock", map[string]string{"advance": "PT" + seconds + "S"}, nil)
}

// Sends a value to the control plane, and reads the answer into another one.
func (s *Server) post(path string, value, into any) {
	s.t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		s.t.Fatalf("ossmock: %v", err)
	}
	s.ask("POST", path, "application/json", text, into)
}

// Sends a request to the control plane, and reads the answer into a value if there is one.
func (s *Server) ask(method, path, contentType string, body []byte, into any) {
	s.t.Helper()
	status, text := s.send(method, path, contentType, body)
	s.read(method, path, status, text, into)
}

// Sends a request to the control plane, and returns the status and the body of the answer.
func (s *Server) send(method, path, contentType string, body []byte) (int, []byte) {
	s.t.Helper()
	if !s.running() {
		s.t.Fatalf("ossmock: %s %s: the server has ended", method, path)
	}
	request, err := http.NewRequest(method, s.endpoint+"/_ossmock/"+path, bytes.NewReader(body))
	if err != nil {
		s.t.Fatalf("ossmock: %s %s: %v", method, path, err)
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	if s.token != "" {
		request.Header.Set("Authorization", "Bearer "+s.token)
	}
	if s.testID != "" && !strings.HasPrefix(path, "tests") {
		request.Header.Set("x-ossmock-test-id", s.testID)
	}
	response, err := s.http.Do(request)
	if err != nil {
		s.t.Fatalf("ossmock: %v", err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatalf("ossmock: %s %s: %v", method, path, err)
	}
	return response.StatusCode, text
}

// Reads an answer into a value, if there is one.
func (s *Server) read(method, path string, status int, text []byte, into any) {
	s.t.Helper()
	if status >= 300 {
		var why struct {
			Problem      string
			Line, Column int
		}
		if json.Unmarshal(text, &why) != nil {
			why.Problem = string(text)
		}
		if why.Line > 0 {
			why.Problem = fmt.Sprintf("line %d, column %d: %s", why.Line, why.Column, why.Problem)
		}
		s.t.Fatalf("ossmock: %s %s: %s", method, path, why.Problem)
	}
	if into == nil {
		return
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		s.t.Fatalf("ossmock: %s %s: the answer is not what it was expected to be: %v", method, path, err)
	}
}
