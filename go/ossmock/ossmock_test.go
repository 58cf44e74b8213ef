// Tests of the package itself: mistakes are explained, and the server ends with its process.
package ossmock

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

const small = `
[[account]]
name = "acme"
kms_key = [{ id = "key-1", alias = "alias/orders" }]
bucket = [{ name = "logs" }]
ram_user = [{ name = "ci" }]
role = [{ name = "deploy", session = [{ name = "job-7" }] }]
`

// A test within the test: it notes what is reported, and is over when it fails for good.
type inner struct {
	testing.TB
	said     []string
	failed   bool
	cleanups []func()
}

func (i *inner) Helper()          {}
func (i *inner) Failed() bool     { return i.failed }
func (i *inner) Cleanup(f func()) { i.cleanups = append(i.cleanups, f) }
func (i *inner) Logf(format string, values ...any) {
	i.said = append(i.said, fmt.Sprintf(format, values...))
}
func (i *inner) Log(values ...any) {
	i.said = append(i.said, fmt.Sprint(values...))
}
func (i *inner) Errorf(format string, values ...any) {
	i.failed, i.said = true, append(i.said, fmt.Sprintf(format, values...))
}
func (i *inner) Fatalf(format string, values ...any) {
	i.Errorf(format, values...)
	runtime.Goexit()
}

// Runs a test within the test, and returns what it reported.
func run(t *testing.T, test func(testing.TB)) string {
	t.Helper()
	i, over := &inner{TB: t}, make(chan struct{})
	go func() {
		defer close(over)
		test(i)
	}()
	<-over
	for n := len(i.cleanups) - 1; n >= 0; n-- {
		over := make(chan struct{})
		go func() {
			defer close(over)
			i.cleanups[n]()
		}()
		<-over
	}
	return strings.Join(i.said, "\n")
}

func want(t *testing.T, found string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(found, part) {
			t.Errorf("expected %q in\n%s", part, found)
		}
	}
}

func TestMistakesAreExplained(t *testing.T) {
	with := func(use func(*Server)) string {
		t.Helper()
		return run(t, func(t testing.TB) { use(Start(t, WithWorld(small))) })
	}
	want(t, with(func(s *Server) { s.Credentials("acme/cj") }), `no caller "acme/cj": there are acme, acme/ci, acme/deploy/job-7`)
	want(t, with(func(s *Server) { s.SetWorld("[[account]]\nnam = 1") }), "line 2, column 1: unknown field `nam`")
	want(t, with(func(s *Server) { s.SetKeyState("key-2", "Disabled") }), `no KMS key "key-2"`)
	want(t, with(func(s *Server) { s.SetKeyState("key-1", "Off") }), "`state`: `Off`", "`Enabled`, `Disabled`, `PendingDeletion`")
	want(t, with(func(s *Server) { s.SetSettings("nope", nil) }), "`bucket`: there is no bucket `nope`")
	want(t, with(func(s *Server) { s.SetSettings("logs", map[string]any{"color": "red"}) }), "`color` is no setting", "`acl`, ")
	want(t, with(func(s *Server) { s.SetSettings("logs", map[string]any{"acl": "x"}) }), "`x` is not an ACL", "`private`, ")
	want(t, with(func(s *Server) { s.Expect(ExpectedCall{Operation: "PutObjct"}, 1) }), "`operation`", "`PutObject`")
	want(t, with(func(s *Server) { s.Expect(ExpectedCall{RefusedWith: "Nope"}, 1) }), "`refused_with`: there is no cause `Nope`")
	want(t, with(func(s *Server) { s.Expect(ExpectedCall{Status: 99}, 1) }), "`status` is a number from 100 to 599")
	want(t, with(func(s *Server) { s.Expect(ExpectedCall{}, -1) }), "-1")
	want(t, with(func(s *Server) { s.Journal(Filter{Status: 99}) }), "`status` is a number from 100 to 599")
	want(t, with(func(s *Server) { s.Journal(Filter{Code: "Nope"}) }), "`code`: ossmock answers with no code `Nope`")
	want(t, with(func(s *Server) { s.Journal(Filter{Operation: "PutObjct"}) }), "PutObject")
	want(t, with(func(s *Server) { s.Journal(Filter{Outcome: "no"}) }), "outcome")
	want(t, with(func(s *Server) { s.Journal(Filter{Caller: "acme/cj"}) }), "acme/cj")
	want(t, with(func(s *Server) { s.Fault(Fault{Operation: "PutObject"}) }), "a fault has one effect")
	want(t, with(func(s *Server) { s.Fault(Fault{Effect: Effect{"eror": "x"}}) }), "eror")
	want(t, with(func(s *Server) { s.Fault(Fault{First: 1, Nth: 1, Effect: Effect{"close": struct{}{}}}) }), "nth")
	want(t, with(func(s *Server) { s.Fault(Fault{Effect: Effect{"error": func() {}}}) }), "json")
	want(t, with(func(s *Server) { s.Hits(7) }), "no fault 7")
	want(t, with(func(s *Server) { s.EndFault(7) }), "7")
	want(t, with(func(s *Server) { s.Advance(-time.Second) }), "forward")
	want(t, with(func(s *Server) { s.Stop(); s.Reset() }), "the server has ended")
	want(t, run(t, func(t testing.TB) { Start(t, WithWorld("account = 1")) }), "did not start", "world.toml:1:11: `account` is a list")
	want(t, run(t, func(t testing.TB) { Start(t, WithFlags("--no-such-flag")) }), "did not start", "--no-such-flag")
	want(t, with(func(s *Server) { s.Test(s.t).Test(s.t) }), "the world of a test makes none: call Test of the server")
	remote := run(t, func(t testing.TB) {
		s := Start(t, WithFlags("--allow-remote"))
		s.Reset() // with the token of the ready file
		Connect(t, s.Endpoint(), "")
	})
	want(t, remote, "GET about: the control plane wants its token")
	tls := WithFlags("--tls", "--tls-ca-file", t.TempDir()+"/ca.pem")
	want(t, run(t, func(t testing.TB) { Start(t, tls) }), "leave out the flags of TLS")
}

func TestAMissingCommandIsExplained(t *testing.T) {
	t.Setenv("OSSMOCK", "/no/such/command")
	want(t, run(t, func(t testing.TB) { Start(t) }), `"/no/such/command" by OSSMOCK`, "cargo build --package ossmock-cli")
	t.Setenv("OSSMOCK", "")
	t.Setenv("PATH", t.TempDir())
	want(t, run(t, func(t testing.TB) { Start(t) }), `"ossmock" by PATH`, "set OSSMOCK")
}

func TestAServerThatDiesFailsTheTest(t *testing.T) {
	said := run(t, func(t testing.TB) {
		s := Start(t)
		_ = s.process.Process.Kill()
		<-s.ended
		s.Reset()
	})
	want(t, said, "the server has ended", "ended by itself (signal: killed)")
}

func TestAFailedTestLogsWhatWasRefused(t *testing.T) {
	refused := func(t testing.TB) {
		s := Start(t, WithWorld(small))
		response, err := http.Get(s.Endpoint() + "/logs/note")
		if err != nil {
			t.Fatalf("%v", err)
		}
		response.Body.Close()
	}
	want(t, run(t, func(t testing.TB) { refused(t); t.Errorf("wrong") }),
		"refused: #1 GetObject logs/note by anonymous: 403 AccessDenied",
		"missing: Allow oss:GetObject on acs:oss:*:1000000000000001:logs/note in a bucket policy for *")
	if said := run(t, refused); said != "" {
		t.Error("a test that passed said", said)
	}
}

func TestTheServerIsArrangedAndReset(t *testing.T) {
	s := Start(t, WithWorld(small))
	if s.Region() != "cn-hangzhou" || s.Credentials("acme/deploy/job-7").Token == "" {
		t.Error(s.Region(), s.Credentials("acme/deploy/job-7"))
	}
	s.SetWorld(`account = [{ name = "other" }]`)
	s.Credentials("other")
	s.Advance(1500 * time.Millisecond)
	fault := s.Fault(Fault{Effect: Effect{"close": struct{}{}}})
	s.EndFault(fault)
	s.Fault(Fault{Effect: Effect{"error": "ServiceUnavailable"}})
	s.Reset()
	s.Credentials("acme")
	s.SetKeyState("alias/orders", "Disabled")
	if calls := s.Journal(Filter{}); len(calls) != 0 {
		t.Error(calls)
	}
	s.Stop()
	s.Stop()
}

func TestExpectationsAreVerified(t *testing.T) {
	read := func(s *Server, key string) {
		response, err := http.Get(s.Endpoint() + "/logs/" + key)
		if err != nil {
			s.t.Fatalf("%v", err)
		}
		response.Body.Close()
	}
	note := ExpectedCall{Operation: "GetObject", Bucket: "logs", Key: "note", Caller: "anonymous"}
	said := run(t, func(t testing.TB) {
		s := Start(t, WithWorld(small))
		s.SetSettings("logs", map[string]any{"block_public_access": false, "acl": "public-read"})
		s.Expect(note, 2)
		s.DenyUnexpected()
		read(s, "note")
		read(s, "other")
		s.Verify()
	})
	want(t, said, "GetObject of bucket logs, key note by anonymous", "expected: 2 times\n  found:    once",
		"unexpected calls are denied", "GetObject logs anonymous: 404")
	if said := run(t, func(t testing.TB) {
		s := Start(t, WithWorld(small))
		s.Expect(note, 1)
		s.DenyUnexpected()
		read(s, "note")
		s.Verify()
		for _, filter := range []Filter{{Bucket: "logs"}, {Key: "note"}, {Prefix: "no"}, {Status: 403}, {Code: "AccessDenied"}} {
			if calls := s.Journal(filter); len(calls) != 1 {
				t.Errorf("%v %v", filter, calls)
			}
		}
		if calls := s.Journal(Filter{TestID: "uploads-7"}); len(calls) != 0 {
			t.Errorf("%v", calls)
		}
		s.SetKeyState("alias/orders", "Disabled")
		if calls := s.Journal(Filter{}); len(calls) != 1 {
			t.Errorf("the state of a key is set, and the journal has %v", calls)
		}
	}); strings.Contains(said, "ERROR") || strings.Contains(said, "unexpected") {
		t.Error(said)
	}
}

func TestServersRunSideBySide(t *testing.T) {
	for n := 0; n < 8; n++ {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			s := Start(t, WithWorld(small))
			response, err := http.Get(s.Endpoint() + "/logs/note")
			if err != nil {
				t.Fatal(err)
			}
			response.Body.Close()
			if calls := s.Journal(Filter{}); len(calls) != 1 {
				t.Error(calls)
			}
		})
	}
}

// With this variable the test binary starts a server, tells its endpoint, and waits to be killed.
const doomed = "OSSMOCK_TEST_DOOMED"

func TestTheServerEndsWithTheProcess(t *testing.T) {
	if os.Getenv(doomed) != "" {
		fmt.Println("endpoint", Start(t).Endpoint())
		select {}
	}
	process := exec.Command(os.Args[0], "-test.run=^TestTheServerEndsWithTheProcess$")
	process.Env = append(os.Environ(), doomed+"=1")
	output, err := process.StdoutPipe()
	if err == nil {
		err = process.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(output).ReadString('\n')
	endpoint := strings.TrimSpace(strings.TrimPrefix(line, "endpoint "))
	if _, answered := http.Get(endpoint + "/_ossmock/health"); err != nil || answered != nil {
		t.Fatal(line, err, answered)
	}
	if err := process.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = process.Wait()
	for limit := time.Now().Add(10 * time.Second); time.Now().Before(limit); time.Sleep(10 * time.Millisecond) {
		if _, err := http.Get(endpoint + "/_ossmock/health"); err != nil {
			return
		}
	}
	t.Fatal("the server outlived the process that started it")
}

func TestWorldsOfTestsAreApart(t *testing.T) {
	const token = "a-token-of-16-characters"
	server := Start(t, WithWorld(small), WithFlags("--token", token))
	shared := Connect(t, server.Endpoint()+"/", token)
	keys := make(chan string, 8)
	t.Run("together", func(t *testing.T) {
		for n := 0; n < cap(keys); n++ {
			days := n
			t.Run(fmt.Sprint("test ü ", n), func(t *testing.T) {
				t.Parallel()
				own := shared.Test(t)
				keys <- own.Credentials("acme").ID
				own.Advance(time.Duration(24*days) * time.Hour)
				own.SetSettings("logs", map[string]any{"acl": "private"})
				request, _ := http.NewRequest("GET", own.Endpoint()+"/logs/?acl", nil)
				request.Header.Set("x-ossmock-test-id", own.TestID())
				response, err := http.DefaultClient.Do(request)
				if err != nil || response.StatusCode != 403 {
					t.Fatal(response, err)
				}
				response.Body.Close()
				if calls := own.Journal(Filter{Refused: true}); len(calls) != 1 {
					t.Fatal(calls)
				}
				own.Reset()
				if calls := own.Journal(Filter{}); len(calls) != 0 {
					t.Fatal(calls)
				}
			})
		}
	})
	close(keys)
	seen := map[string]bool{server.Credentials("acme").ID: true}
	for key := range keys {
		seen[key] = true
	}
	if len(seen) != 9 || len(server.Journal(Filter{})) != 0 {
		t.Errorf("%v", seen)
	}
	var left struct{ Tests []any }
	server.ask("GET", "tests", "", nil, &left)
	if len(left.Tests) != 0 {
		t.Errorf("they have not ended: %v", left)
	}
}

func TestAFailedTestLogsTheCallsOfItsWorld(t *testing.T) {
	server := Start(t, WithWorld(small))
	said := run(t, func(t testing.TB) {
		own := server.Test(t)
		request, _ := http.NewRequest("GET", own.Endpoint()+"/logs/?acl", nil)
		request.Header.Set("x-ossmock-test-id", own.TestID())
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			response.Body.Close()
		}
		own.SetSettings("logs", map[string]any{"logging": map[string]any{"target": "nowhere"}})
		t.Errorf("over")
	})
	want(t, said, "over", "refused: #1 GetBucketAcl logs by anonymous: 403", "warning: the access log of bucket `logs`: there is no bucket `nowhere`")
}

func TestAnotherVersionIsTold(t *testing.T) {
	for answer, told := range map[string]string{
		`{"control_plane": 99}`: "is version 99: copy the package of that version",
		"":                      "is an older one: update the command `ossmock`",
	} {
		other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if answer == "" {
				w.WriteHeader(404)
			}
			fmt.Fprint(w, answer)
		}))
		want(t, run(t, func(t testing.TB) { Connect(t, other.URL, "") }), "this package knows version 1 of the control plane", told)
		other.Close()
	}
}
