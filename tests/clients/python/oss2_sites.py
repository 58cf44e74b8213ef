"""Checks of `oss2` alone: referer rules, and websites with their mirrors."""

import oss2
from oss2.models import (
    BucketReferer,
    BucketWebsite,
    Condition,
    Redirect,
    REDIRECT_TYPE_EXTERNAL,
    REDIRECT_TYPE_MIRROR,
    RoutingRule,
)

from harness import ENDPOINT, SCHEME, check, same


def made(scenario, name):
    """A bucket of its own, with an object."""
    bucket = scenario.owner.bucket(f"{name}-{scenario.style}-{scenario.version}")
    bucket.create_bucket()
    bucket.put_object("k", "hello")
    return bucket


def removed(bucket):
    for found in oss2.ObjectIterator(bucket):
        bucket.delete_object(found.key)
    bucket.delete_bucket()


def refused(call, *arguments, **options):
    try:
        call(*arguments, **options)
    except oss2.exceptions.ServerError as error:
        return error.status, error.code, error.ec
    raise AssertionError("it was not refused")


@check("referer rules")
def referer_rules(scenario):
    bucket = made(scenario, "hot")
    found = bucket.get_bucket_referer()
    same((found.allow_empty_referer, found.referers), (True, []), "rules of a new bucket")
    bucket.put_bucket_referer(BucketReferer(False, ["https://*.shop.example"], True, ["https://bad.shop.example"]))
    found = bucket.get_bucket_referer()
    same(found.referers, ["https://*.shop.example"], "whitelist")
    same((found.allow_empty_referer, found.black_referers), (False, ["https://bad.shop.example"]), "rules")

    def ask(referer):
        headers = {"Referer": referer} if referer else {}
        return bucket.get_object_with_url(bucket.sign_url("GET", "k", 60), headers=headers)

    same(ask("https://www.shop.example/cats?page=2").read(), b"hello", "from a page of the whitelist")
    same(refused(ask, "https://evil.example/"), (403, "AccessDenied", "0003-00000503"), "from elsewhere")
    same(refused(ask, "https://bad.shop.example/"), (403, "AccessDenied", "0003-00000502"), "in the blacklist")
    same(refused(ask, None), (403, "AccessDenied", "0003-00000501"), "without a Referer")
    same(bucket.get_object("k", headers={"Referer": "https://evil.example/"}).read(), b"hello", "signed in the header")
    removed(bucket)


@check("a website")
def website(scenario):
    bucket = made(scenario, "site")
    same(refused(bucket.get_bucket_website)[:2], (404, "NoSuchWebsiteConfiguration"), "website of a new bucket")
    elsewhere = RoutingRule(
        rule_num=2,
        condition=Condition(key_prefix_equals="moved/", http_err_code_return_equals=404),
        redirect=Redirect(
            redirect_type=REDIRECT_TYPE_EXTERNAL, proto="https", host_name="new.example", http_redirect_code=302
        ),
    )
    bucket.put_bucket_website(BucketWebsite("index.html", "error.html", [elsewhere]))
    found = bucket.get_bucket_website()
    same((found.index_file, found.error_file, len(found.rules)), ("index.html", "error.html", 1), "website")
    same(found.rules[0].redirect.host_name, "new.example", "rule")
    bucket.put_object("index.html", "welcome")
    same(bucket.get_object("dir/").read(), b"welcome", "index page")
    bucket.put_object("error.html", "sorry")
    same(refused(bucket.get_object, "missing")[0], 404, "error page")
    bucket.delete_bucket_website()
    same(refused(bucket.get_object, "dir/")[:2], (404, "NoSuchKey"), "without a website")
    removed(bucket)


@check("a mirror")
def mirror(scenario):
    bucket = made(scenario, "copy")
    origin = made(scenario, "origin")
    url = f"{ENDPOINT}/{origin.bucket_name}/"
    origin.put_bucket_public_access_block(False)
    origin.put_bucket_acl("public-read")
    origin.put_object("page", "from the origin", headers={"Content-Type": "text/html"})
    rule = RoutingRule(
        rule_num=1,
        condition=Condition(http_err_code_return_equals=404),
        redirect=Redirect(redirect_type=REDIRECT_TYPE_MIRROR, mirror_url=url, mirror_pass_query_string=False),
    )
    bucket.put_bucket_website(BucketWebsite("index.html", "error.html", [rule]))
    if SCHEME == "https":
        # The server calls no HTTPS.
        same(refused(bucket.get_object, "page")[0], 501, "an origin of HTTPS")
    else:
        same(bucket.get_object("page").read(), b"from the origin", "fetched")
        origin.delete_object("page")
        again = bucket.get_object("page")
        same((again.read(), again.headers["x-oss-tag"]), (b"from the origin", "MIRROR"), "stored")
        same(again.content_type, "text/html", "its type")
        same(refused(bucket.get_object, "missing")[:2], (404, "NoSuchKey"), "missing at the origin")
    removed(bucket)
    removed(origin)
