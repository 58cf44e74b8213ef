package main

import (
	"net/http"
	"strings"
)

// The checks of referer rules and of websites.
var siteChecks = map[string]check{
	"referer rules, and anonymous requests": func(s *scenario) {
		name, client := "hot-"+s.made, s.owner()
		s.withObject(name, func() {
			found := got(client.GetBucketReferer(name))
			same(found.AllowEmptyReferer, true, "empty referer of a new bucket")
			must(client.SetBucketReferer(name, []string{"https://*.shop.example"}, false))
			found = got(client.GetBucketReferer(name))
			same(found.AllowEmptyReferer, false, "empty referer")
			same(found.RefererList, []string{"https://*.shop.example"}, "whitelist")
			// It signs no URLs; the rules are asked before the bucket's ACL refuses the request.
			same(ecOf(name, "https://evil.example/"), "0003-00000503", "from elsewhere")
			same(ecOf(name, ""), "0003-00000501", "without a Referer")
			same(ecOf(name, "https://www.shop.example/"), "0003-00000001", "from a page of the whitelist")
			same(read(bucketOf(client, name).GetObject("k")), "hello", "signed in the header")
		})
	},
	"a website": func(s *scenario) {
		name, client := "site-"+s.made, s.owner()
		s.withObject(name, func() {
			bucket := bucketOf(client, name)
			_, err := client.GetBucketWebsite(name)
			same(failed(err).Code, "NoSuchWebsiteConfiguration", "website of a new bucket")
			must(client.SetBucketWebsite(name, "k", "error.html"))
			found := got(client.GetBucketWebsite(name))
			same(found.IndexDocument.Suffix, "k", "index page")
			same(found.ErrorDocument.Key, "error.html", "error page")
			same(read(bucket.GetObject("dir/")), "hello", "the index page")
			must(client.DeleteBucketWebsite(name))
			_, err = bucket.GetObject("dir/")
			same(failed(err).Code, "NoSuchKey", "without a website")
		})
	},
}

// Calls with a bucket of its own, which has an object.
func (s *scenario) withObject(name string, use func()) {
	must(s.owner().CreateBucket(name))
	bucket := bucketOf(s.owner(), name)
	must(bucket.PutObject("k", strings.NewReader("hello")))
	// Also if the check ends early: others list the buckets.
	defer func() {
		bucket.DeleteObject("k")
		s.owner().DeleteBucket(name)
	}()
	use()
}

// The EC of the refusal of an anonymous request.
func ecOf(bucket, referer string) string {
	request := got(http.NewRequest(http.MethodGet, endpoint+"/"+bucket+"/k", nil))
	if referer != "" {
		request.Header.Set("Referer", referer)
	}
	response := got(http.DefaultClient.Do(request))
	defer response.Body.Close()
	return response.Header.Get("x-oss-ec")
}
