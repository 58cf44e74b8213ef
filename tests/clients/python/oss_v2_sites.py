"""Checks of `alibabacloud-oss-v2` alone: referer rules, and websites."""

import alibabacloud_oss_v2 as oss
import requests

from harness import check, same


def made(scenario, name):
    """The name of a bucket of its own, with an object."""
    bucket = f"{name}-{scenario.made}"
    scenario.ok(scenario.owner.create(bucket))
    put(scenario, bucket, "k", b"hello")
    return bucket


def put(scenario, bucket, key, body):
    scenario.owner.client.put_object(oss.PutObjectRequest(bucket, key, body=body))


def removed(scenario, bucket, *keys):
    for key in ["k", *keys]:
        scenario.owner.client.delete_object(oss.DeleteObjectRequest(bucket, key))
    scenario.ok(scenario.owner.delete(bucket), 204)


def body(scenario, bucket, key):
    return scenario.owner.client.get_object(oss.GetObjectRequest(bucket, key)).body.read()


def refused(scenario, call, *arguments):
    try:
        call(*arguments)
    except scenario.adapter.errors as error:
        failure = scenario.adapter.failure(error)
        return failure.status, failure.code
    raise AssertionError("it was not refused")


@check("referer rules, and signed URLs")
def referer_rules(s):
    bucket, client = made(s, "hot"), s.owner.client

    def rules():
        return client.get_bucket_referer(oss.GetBucketRefererRequest(bucket)).referer_configuration

    same((rules().allow_empty_referer, rules().referer_list.referers), (True, None), "rules of a new bucket")
    configuration = oss.RefererConfiguration(
        allow_empty_referer=False,
        allow_truncate_query_string=False,
        truncate_path=True,
        referer_list=oss.RefererList(["https://*.shop.example"]),
        referer_blacklist=oss.RefererBlacklist(["https://bad.shop.example"]),
    )
    client.put_bucket_referer(oss.PutBucketRefererRequest(bucket, configuration))
    found = rules()
    flags = (found.allow_empty_referer, found.allow_truncate_query_string, found.truncate_path)
    same(flags, (False, False, True), "flags")
    lists = (found.referer_list.referers, found.referer_blacklist.referers)
    same(lists, (["https://*.shop.example"], ["https://bad.shop.example"]), "lists")

    def ask(referer):
        signed = client.presign(oss.GetObjectRequest(bucket, "k"))
        headers = {**signed.signed_headers, **({"Referer": referer} if referer else {})}
        answer = requests.get(signed.url, headers=headers, proxies=s.owner.proxies)
        return answer.status_code, answer.headers.get("x-oss-ec")

    same(ask("https://www.shop.example/cats?page=2"), (200, None), "from a page of the whitelist")
    same(ask("https://evil.example/"), (403, "0003-00000503"), "from elsewhere")
    same(ask("https://bad.shop.example/"), (403, "0003-00000502"), "in the blacklist")
    same(ask(None), (403, "0003-00000501"), "without a Referer")
    removed(s, bucket)


@check("a website, and its rules")
def website(s):
    bucket, client = made(s, "site"), s.owner.client

    def read():
        return client.get_bucket_website(oss.GetBucketWebsiteRequest(bucket)).website_configuration

    same(refused(s, read), (404, "NoSuchWebsiteConfiguration"), "website of a new bucket")
    scripted = oss.RoutingRule(
        rule_number=2,
        condition=oss.RoutingRuleCondition(key_prefix_equals="scripted/"),
        redirect=oss.RoutingRuleRedirect(redirect_type="External", host_name="new.example"),
        lua_config=oss.RoutingRuleLuaConfig(script="test.lua"),
    )
    inside = oss.RoutingRule(
        rule_number=1,
        condition=oss.RoutingRuleCondition(key_prefix_equals="to/", http_error_code_returned_equals=404),
        redirect=oss.RoutingRuleRedirect(redirect_type="Internal", replace_key_with="k"),
    )
    configuration = oss.WebsiteConfiguration(
        index_document=oss.IndexDocument("index.html", support_sub_dir=True, type=2),
        error_document=oss.ErrorDocument("error.html", http_status=404),
        routing_rules=oss.RoutingRules([inside, scripted]),
    )
    client.put_bucket_website(oss.PutBucketWebsiteRequest(bucket, configuration))
    found = read()
    index = found.index_document
    same((index.suffix, index.support_sub_dir, index.type), ("index.html", True, 2), "index page")
    same((found.error_document.key, found.error_document.http_status), ("error.html", 404), "error page")
    rules = found.routing_rules.routing_rules
    same([rule.rule_number for rule in rules], [1, 2], "rules")
    same((rules[1].redirect.host_name, rules[1].lua_config.script), ("new.example", "test.lua"), "rule with a script")
    put(s, bucket, "dir/index.html", b"directory")
    same(body(s, bucket, "dir/"), b"directory", "index page of a directory")
    same(body(s, bucket, "to/x"), b"hello", "internal redirect")
    same(refused(s, body, s, bucket, "scripted/x"), (501, "NotEmulated"), "rule with a script")
    client.delete_bucket_website(oss.DeleteBucketWebsiteRequest(bucket))
    same(refused(s, body, s, bucket, "dir/"), (404, "NoSuchKey"), "without a website")
    removed(s, bucket, "dir/index.html")
