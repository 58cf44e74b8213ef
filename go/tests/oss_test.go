// Five tests with the SDK, version 1: they are the examples of docs/go-and-java.md.
package tests

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aliyun/aliyun-oss-go-sdk/oss"

	"ossmock"
)

const world = `
[[account]]
name = "acme"
kms_key = [{ id = "key-1" }]

[[account.bucket]]
name = "logs"

[[account.bucket]]
name = "orders"
encryption = { algorithm = "KMS", kms_master_key_id = "key-1" }

[[account.ram_user]]
name = "reader"
policies = [
  { Version = "1", Statement = [
    { Effect = "Allow", Action = ["oss:Get*"], Resource = ["acs:oss:*:*:logs*"] },
    { Effect = "Deny", Action = ["oss:DeleteBucket*"], Resource = ["*"] },
  ] },
]
`

func start(t *testing.T) *ossmock.Server {
	t.Helper()
	return ossmock.Start(t, ossmock.WithWorld(world))
}

// The client as the code under test makes it, with the fake's endpoint and the credentials of a caller.
func client(t *testing.T, fake *ossmock.Server, caller string) *oss.Client {
	t.Helper()
	keys := fake.Credentials(caller)
	client, err := oss.New(fake.Endpoint(), keys.ID, keys.Secret, oss.SecurityToken(keys.Token))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func bucket(t *testing.T, fake *ossmock.Server, caller, name string) *oss.Bucket {
	t.Helper()
	bucket, err := client(t, fake, caller).Bucket(name)
	if err != nil {
		t.Fatal(err)
	}
	return bucket
}

// Releases of the SDK after 1.5.0 have SetBucketEncryption and GetBucketEncryption for this.
func encryption(client *oss.Client, method, bucket, body string) (string, error) {
	response, err := client.Conn.Do(method, bucket, "", "encryption", "encryption", nil, strings.NewReader(body), 0, nil)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return string(text), err
}

const aes256 = "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>" +
	"</ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>"

func wantError(t *testing.T, err error, status int, code string) {
	t.Helper()
	var refused oss.ServiceError
	if !errors.As(err, &refused) || refused.StatusCode != status || refused.Code != code {
		t.Fatalf("expected %d %s, found %v", status, code, err)
	}
}

func TestARuleIsSetAndRead(t *testing.T) {
	fake := start(t)
	acme := client(t, fake, "acme")
	if _, err := encryption(acme, "PUT", "logs", aes256); err != nil {
		t.Fatal(err)
	}
	rule, err := encryption(acme, "GET", "logs", "")
	if err != nil || !strings.Contains(rule, "<SSEAlgorithm>AES256</SSEAlgorithm>") {
		t.Fatal(rule, err)
	}
}

func TestAReaderIsRefusedForAReason(t *testing.T) {
	fake := start(t)
	reader := client(t, fake, "acme/reader")
	_, err := encryption(reader, "PUT", "logs", aes256)
	wantError(t, err, 403, "AccessDenied")
	_, err = encryption(reader, "DELETE", "logs", "")
	wantError(t, err, 403, "AccessDenied")

	refused := fake.Journal(ossmock.Filter{Outcome: "refused"})
	if len(refused) != 2 || refused[0].Operation != "PutBucketEncryption" || refused[0].Bucket != "logs" {
		t.Fatal(refused)
	}
	// What has to change: here a policy is missing, and there a statement denies the call.
	if missing := refused[0].Missing[0]; !strings.HasPrefix(missing, "Allow oss:PutBucketEncryption on ") {
		t.Fatal(missing)
	}
	if missing := refused[1].Missing[0]; missing != "in the way: Deny oss:DeleteBucket* on *" {
		t.Fatal(missing)
	}
}

func TestADisabledKeyRefusesReadsAndWrites(t *testing.T) {
	fake := start(t)
	orders := bucket(t, fake, "acme", "orders")
	if err := orders.PutObject("1", strings.NewReader("one")); err != nil {
		t.Fatal(err)
	}
	fake.SetKeyState("key-1", "Disabled")
	wantError(t, orders.PutObject("2", strings.NewReader("two")), 409, "KeyDisabled")
	_, err := orders.GetObject("1")
	wantError(t, err, 409, "KeyDisabled")

	fake.SetKeyState("key-1", "Enabled")
	body, err := orders.GetObject("1")
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if text, err := io.ReadAll(body); err != nil || string(text) != "one" {
		t.Fatal(text, err)
	}
}

func TestABusyServiceIsTriedAgain(t *testing.T) {
	fake := start(t)
	logs := bucket(t, fake, "acme", "logs")
	busy := fake.Fault(ossmock.Fault{
		Operation: "PutObject", Bucket: "logs", First: 2,
		Effect: ossmock.Effect{"error": "ServiceUnavailable"},
	})
	// The code under test: it tries again while OSS is busy.
	tries, err := 0, error(nil)
	for tries = 1; tries <= 5; tries++ {
		err = logs.PutObject("note", strings.NewReader("hello"))
		var refused oss.ServiceError
		if !errors.As(err, &refused) || refused.StatusCode != 503 {
			break
		}
	}
	if tries != 3 || err != nil || fake.Hits(busy) != 2 {
		t.Fatal(tries, err, fake.Hits(busy))
	}
}

func TestASignedURLExpires(t *testing.T) {
	fake := start(t)
	if err := bucket(t, fake, "acme", "logs").PutObject("note", strings.NewReader("hello")); err != nil {
		t.Fatal(err)
	}
	link := signedURL(fake, "logs", "note", 15*time.Minute)
	if status := get(t, link); status != 200 {
		t.Fatal(status)
	}
	fake.Advance(16 * time.Minute)
	if status := get(t, link); status != 403 {
		t.Fatal(status)
	}
	if calls := fake.Journal(ossmock.Filter{Outcome: "refused"}); len(calls) != 1 || calls[0].Operation != "GetObject" {
		t.Fatal(calls)
	}
	// A URL of V1 has no date: one that is signed now ends by the fake's clock as well, and so it is over.
	if status := get(t, signedURL(fake, "logs", "note", time.Minute)); status != 403 {
		t.Fatal(status)
	}
	fake.Reset()
	if status := get(t, signedURL(fake, "logs", "note", time.Minute)); status != 404 {
		t.Fatal(status)
	}
}

// Signs a GET by V1. Releases of the SDK after 1.5.0 have SignURL for this.
func signedURL(fake *ossmock.Server, bucket, key string, valid time.Duration) string {
	keys, expires := fake.Credentials("acme"), time.Now().Add(valid).Unix()
	mac := hmac.New(sha1.New, []byte(keys.Secret))
	fmt.Fprintf(mac, "GET\n\n\n%d\n/%s/%s", expires, bucket, key)
	query := url.Values{
		"OSSAccessKeyId": {keys.ID},
		"Expires":        {fmt.Sprint(expires)},
		"Signature":      {base64.StdEncoding.EncodeToString(mac.Sum(nil))},
	}
	return fmt.Sprintf("%s/%s/%s?%s", fake.Endpoint(), bucket, key, query.Encode())
}

func get(t *testing.T, link string) int {
	t.Helper()
	response, err := http.Get(link)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}
