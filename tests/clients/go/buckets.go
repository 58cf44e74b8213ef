package main

import (
	"io"
	"net/http"
	"strings"

	"github.com/aliyun/aliyun-oss-go-sdk/oss"
)

const (
	noRules    = "it knows no encryption rules"
	noPolicies = "it knows neither policies nor the block of public access"
	noURLs     = "it signs no URLs"
	noTags     = "it knows no tags"
	noVersions = "it knows no versions"
)

// What the client cannot do, and why.
var lacks = map[string]string{
	"put AES256":                              noRules,
	"put KMS":                                 noRules,
	"put KMS with a key":                      noRules,
	"put KMS with a key and SM4":              noRules,
	"put KMS with an empty key":               noRules,
	"put AES256 with SM4, which is dropped":   noRules,
	"put a rule over another":                 noRules,
	"put the same rule twice":                 noRules,
	"delete the rule":                         noRules,
	"delete the rule twice":                   noRules,
	"get no rule":                             noRules,
	"get the rule of the world file":          noRules,
	"info with AES256":                        noRules,
	"info with KMS, a key and SM4":            noRules,
	"info with KMS without a key":             noRules,
	"unknown algorithm":                       noRules,
	"AES256 with a key":                       noRules,
	"unknown data encryption":                 noRules,
	"get the rule of no bucket":               noRules,
	"put the rule of no bucket":               noRules,
	"RAM writer: allowed to write":            noRules,
	"wrong region in the scope":               "only V4 signs a region",
	"block public access":                     noPolicies,
	"block public access of the account":      noPolicies,
	"put, get and delete the policy":          noPolicies,
	"status of the policy":                    noPolicies,
	"wrong policies":                          noPolicies,
	"presigned GET of the rule":               noURLs,
	"presigned GET of the rule, wrong secret": noURLs,
	"presigned GET of the rule, STS":          noURLs,
	"presigned GET of an object":              noURLs,
	"presigned PUT and GET":                   noURLs,
	"list in pages, V2":                       "it lists by V1",
	"tags":                                    noTags,
	"versions":                                noVersions,
	"list versions in pages":                  noVersions,
	"delete versions, many at once":           noVersions,
	"copy of a version":                       noVersions,
	"versioning on, suspended, on":            noVersions,
	"what is there is not overwritten":        "it has no option for that header",
	"headers of the answer as asked for":      "it has no option for these parameters",
	"KMS key that is disabled":                "it has no option for the id of a key",
}

var bucketChecks = map[string]check{
	"CORS rules, and a page that they allow": func(s *scenario) {
		const page = "https://www.shop.example"
		client := s.owner()
		must(client.CreateBucket(s.made))
		bucket := bucketOf(client, s.made)
		allowed := func() string {
			request := &oss.PutObjectRequest{ObjectKey: "page", Reader: strings.NewReader("hello")}
			answer := got(bucket.DoPutObject(request, []oss.Option{oss.Origin(page)}))
			answer.Body.Close()
			return answer.Headers.Get("Access-Control-Allow-Origin")
		}
		same(allowed(), "", "the origin without a rule")
		rule := oss.CORSRule{
			AllowedOrigin: []string{"https://*.shop.example"},
			AllowedMethod: []string{"PUT", "GET"},
			AllowedHeader: []string{"x-oss-meta-*"},
			ExposeHeader:  []string{"ETag"},
			MaxAgeSeconds: 600,
		}
		must(client.SetBucketCORS(s.made, []oss.CORSRule{rule}))
		found := got(client.GetBucketCORS(s.made)).CORSRules[0]
		same(found.AllowedOrigin, rule.AllowedOrigin, "origins")
		same(found.AllowedMethod, rule.AllowedMethod, "methods")
		same(found.AllowedHeader, rule.AllowedHeader, "allowed headers")
		same(found.ExposeHeader, rule.ExposeHeader, "exposed headers")
		same(found.MaxAgeSeconds, rule.MaxAgeSeconds, "age")
		same(allowed(), page, "the origin")
		for i := 0; i < 2; i++ {
			must(client.DeleteBucketCORS(s.made))
		}
		same(allowed(), "", "the origin in the end")
		must(bucket.DeleteObject("page"))
		must(client.DeleteBucket(s.made))
	},
	"info without a rule":             func(s *scenario) { s.infoIs("logs", "private", "Standard") },
	"info of the world file's bucket": func(s *scenario) { s.infoIs("sealed", "public-read", "IA") },
	"info of no bucket": func(s *scenario) {
		fails("no bucket", errorOf(s.owner().GetBucketInfo("no-such-bucket")))
	},
	"HEAD in no bucket": func(s *scenario) {
		failsWithoutBody("no bucket", errorOf(bucketOf(s.owner(), "no-such-bucket").GetObjectDetailedMeta("key")))
	},
	"wrong secret": func(s *scenario) {
		s.refusedAtAll("wrong secret, "+version, credentials{id: owner.id, secret: "not-the-secret"})
	},
	"unknown AccessKey id": func(s *scenario) {
		s.refusedAtAll("unknown id", credentials{id: "Nobody.Knows", secret: owner.secret})
	},
	"RAM reader: allowed to read": func(s *scenario) {
		reader := s.by(ram("reader"))
		same(got(reader.GetBucketInfo("logs")).BucketInfo.Name, "logs", "name")
		same(got(reader.GetBucketACL("logs")).ACL, "private", "ACL")
		same(got(reader.GetBucketLocation("logs")), "oss-"+world.Region, "location")
	},
	"RAM reader: refused to put": func(s *scenario) {
		reader := s.by(ram("reader"))
		fails("refused an object", bucketOf(reader, "logs").PutObject("key", strings.NewReader("x")))
		fails("refused to create", reader.SetBucketACL("sealed", oss.ACLPrivate)) // it sends a PutBucket
		s.infoIs("sealed", "public-read", "IA")
	},
	"RAM reader: refused to delete": func(s *scenario) {
		reader := s.by(ram("reader"))
		fails("refused an object", bucketOf(reader, "logs").DeleteObject("key"))
		fails("refused", reader.DeleteBucket("logs"))
	},
	"RAM writer: refused another bucket": func(s *scenario) {
		fails("refused", errorOf(s.by(ram("writer")).GetBucketInfo("logs")))
	},
	"RAM nobody: refused": func(s *scenario) {
		nobody := s.by(ram("nobody"))
		fails("refused", errorOf(nobody.GetBucketInfo("logs")))
		fails("refused an object", errorOf(bucketOf(nobody, "logs").GetObject("key")))
		fails("refused", errorOf(bucketOf(nobody, "logs").ListObjects()))
	},
	"RAM reader: lists buckets": func(s *scenario) {
		same(names(s.by(ram("reader"))), []string{"logs", "sealed"}, "buckets")
	},
	"RAM nobody: lists no buckets": func(s *scenario) {
		fails("lists no buckets", errorOf(s.by(ram("nobody")).ListBuckets()))
	},
	"STS: allowed": func(s *scenario) {
		client := s.by(session)
		same(got(client.GetBucketInfo("logs")).BucketInfo.Name, "logs", "name")
		logs := bucketOf(client, "logs")
		must(logs.PutObject("by a session", strings.NewReader("x")))
		must(logs.DeleteObject("by a session"))
	},
	"STS: unknown token": func(s *scenario) {
		s.refusedAtAll("unknown token", credentials{session.id, session.secret, "another-token"})
	},
	"access logging": func(s *scenario) {
		client := s.owner()
		must(client.CreateBucket(s.made))
		logging := func() string { return got(client.GetBucketLogging(s.made)).LoggingEnabled.TargetBucket }
		same(logging(), "", "logging of a new bucket")
		must(client.SetBucketLogging(s.made, s.made, "log/", true))
		same(logging(), s.made, "logging")
		bucket := bucketOf(client, s.made)
		must(bucket.PutObject("k", strings.NewReader("hello")))
		afterAnHour()
		logs := got(bucket.ListObjects(oss.Prefix("log/"))).Objects
		same(len(logs), 1, "log objects")
		body := got(bucket.GetObject(logs[0].Key))
		defer body.Close()
		text := string(got(io.ReadAll(body)))
		same(strings.Contains(text, `"PutObject" "`+s.made+`" "k" 5 `), true, "a line of "+text)
		must(client.SetBucketLogging(s.made, "", "", false))
		must(client.DeleteBucketLogging(s.made))
		same(logging(), "", "logging in the end")
		for _, key := range []string{"k", logs[0].Key} {
			must(bucket.DeleteObject(key))
		}
		must(client.DeleteBucket(s.made))
	},
	"create and delete a bucket": func(s *scenario) {
		must(s.owner().CreateBucket(s.made))
		must(s.owner().CreateBucket(s.made)) // again, by its owner
		same(got(s.owner().IsBucketExist(s.made)), true, "is there")
		must(s.owner().DeleteBucket(s.made))
		same(got(s.owner().IsBucketExist(s.made)), false, "is there")
		fails("no bucket", s.owner().DeleteBucket(s.made))
	},
	"lifecycle rules": func(s *scenario) {
		client := s.owner()
		must(client.CreateBucket(s.made))
		fails("no lifecycle rules", errorOf(client.GetBucketLifecycle(s.made)))
		rule := oss.BuildLifecycleRuleByDays("tmp", "tmp/", true, 1)
		must(client.SetBucketLifecycle(s.made, []oss.LifecycleRule{rule}))
		rules := got(client.GetBucketLifecycle(s.made)).Rules
		same([]any{len(rules), rules[0].ID, rules[0].Prefix, rules[0].Expiration.Days}, []any{1, "tmp", "tmp/", 1}, "the rules")
		bucket := bucketOf(client, s.made)
		must(bucket.PutObject("tmp/a", strings.NewReader("hello")))
		control("clock", `{"advance": "PT48H"}`)
		control("run-due", "")
		control("clock", `{"follow": "system"}`)
		same(got(bucket.IsObjectExist("tmp/a")), false, "is there")
		must(client.DeleteBucketLifecycle(s.made))
		must(client.DeleteBucketLifecycle(s.made))
		must(client.DeleteBucket(s.made))
	},
	"create a bucket of a storage class and ACL": func(s *scenario) {
		kind := oss.StorageClass(oss.StorageIA)
		// Public access to a new bucket is blocked, and it has no request that ends that.
		fails("public ACL", s.owner().CreateBucket(s.made, kind, oss.ACL(oss.ACLPublicRead)))
		must(s.owner().CreateBucket(s.made, kind, oss.ACL(oss.ACLPrivate)))
		defer s.owner().DeleteBucket(s.made)
		s.infoIs(s.made, "private", "IA")
	},
	"create a bucket with encryption headers": func(s *scenario) {
		client := s.by(store)
		must(client.CreateBucket(s.made, oss.ServerSideEncryption("AES256")))
		bucket := bucketOf(client, s.made)
		must(bucket.PutObject("key", strings.NewReader("x")))
		found := got(bucket.GetObjectDetailedMeta("key")).Get(oss.HTTPHeaderOssServerSideEncryption)
		must(bucket.DeleteObject("key"))
		must(client.DeleteBucket(s.made))
		same(found, "AES256", "encryption of what is put there")
	},
	"put and get the ACL": func(s *scenario) {
		must(s.owner().CreateBucket(s.made))
		defer s.owner().DeleteBucket(s.made)
		must(s.owner().SetBucketACL(s.made, oss.ACLPrivate))
		fails("public ACL", s.owner().SetBucketACL(s.made, oss.ACLPublicReadWrite))
		found := got(s.owner().GetBucketACL(s.made))
		same([]string{found.ACL, found.Owner.ID, found.Owner.DisplayName}, []string{"private", acme.ID, acme.Name}, "ACL")
	},
	"unknown ACL": func(s *scenario) {
		fails("unknown ACL", s.owner().SetBucketACL("logs", "public"))
	},
	"location": func(s *scenario) {
		same(got(s.owner().GetBucketLocation("logs")), "oss-"+world.Region, "location")
	},
	"list buckets": func(s *scenario) {
		found := got(s.owner().ListBuckets())
		same([]string{found.Owner.ID, found.Owner.DisplayName}, []string{acme.ID, acme.Name}, "owner")
		var listed [][]string
		for _, bucket := range found.Buckets {
			listed = append(listed, []string{bucket.Name, bucket.Location, bucket.StorageClass})
			same(bucket.CreationDate.IsZero(), false, "no date of creation")
		}
		location := "oss-" + world.Region
		same(listed, [][]string{{"logs", location, "Standard"}, {"sealed", location, "IA"}}, "buckets")
		same(names(s.owner(), oss.Prefix("se")), []string{"sealed"}, "buckets")
	},
	"GET of an object": func(s *scenario) {
		fails("GET of an object", errorOf(bucketOf(s.owner(), "logs").GetObject("key")))
	},
	"GET in no bucket": func(s *scenario) {
		fails("no bucket", errorOf(bucketOf(s.owner(), "no-such-bucket").GetObject("key")))
	},
	"list objects": func(s *scenario) {
		same(got(bucketOf(s.owner(), "logs").ListObjects()).MaxKeys, 100, "most keys of a page")
	},
}

// All that the client shows of a bucket.
func (s *scenario) infoIs(bucket, acl, storageClass string) {
	found := got(s.owner().GetBucketInfo(bucket)).BucketInfo
	same(found.CreationDate.IsZero() || found.ExtranetEndpoint == "", false, "no date of creation, or no endpoint")
	same(
		[]string{found.Name, found.Location, found.StorageClass, found.Owner.ID, found.Owner.DisplayName, found.ACL, found.IntranetEndpoint},
		[]string{bucket, "oss-" + world.Region, storageClass, acme.ID, acme.Name, acl, "oss-" + world.Region + "-internal.aliyuncs.com"},
		"info",
	)
}

// That whatever is asked is refused.
func (s *scenario) refusedAtAll(title string, caller credentials) {
	client := s.by(caller)
	logs := bucketOf(client, "logs")
	fails(title, errorOf(client.GetBucketInfo("logs")))
	fails(title, errorOf(client.ListBuckets()))
	fails(title, client.SetBucketACL("sealed", oss.ACLPrivate))
	fails(title, errorOf(logs.GetObject("key")))
	fails(title, errorOf(logs.ListObjects(oss.Prefix("a b"), oss.Delimiter("/"))))
	fails(title, logs.PutObject("key", strings.NewReader("x")))
	s.infoIs("sealed", "public-read", "IA")
}

func names(client *oss.Client, options ...oss.Option) []string {
	var found []string
	for _, bucket := range got(client.ListBuckets(options...)).Buckets {
		found = append(found, bucket.Name)
	}
	return found
}

// Moves the clock of the server on by an hour, lets it do what is due then, and sets it right again.
func afterAnHour() {
	for _, order := range [][2]string{{"clock", `{"advance":"PT1H"}`}, {"run-due", ""}, {"clock", `{"follow":"system"}`}} {
		answer := got(http.Post(endpoint+"/_ossmock/"+order[0], "application/json", strings.NewReader(order[1])))
		answer.Body.Close()
		same(answer.StatusCode, 200, order[0])
	}
}
