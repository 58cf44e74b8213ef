"""Django keeps what users upload in a bucket, and hands out links that expire."""

import django
import pytest
import requests
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import override_settings

# Django makes its storage once, so the AccessKeys are fixed here and the same for each test.
WORLD = """
[[account]]
name = "acme"
access_key_id = "LTAI5tAcme"
access_key_secret = "acme-secret"
bucket = [{ name = "media" }]

[[account.ram_user]]
name = "web"
policies = [{ Version = "1", Statement = [{ Effect = "Allow", Action = "oss:GetObject", Resource = "*" }] }]
"""


@pytest.fixture(scope="session", autouse=True)
def setup(ossmock_server):
    settings.configure(
        STORAGES={"default": {"BACKEND": "django_oss_storage.backends.OssMediaStorage"}},
        MEDIA_URL="/media/",
        OSS_ENDPOINT=ossmock_server.endpoint,
        OSS_BUCKET_NAME="media",
        OSS_ACCESS_KEY_ID="LTAI5tAcme",
        OSS_ACCESS_KEY_SECRET="acme-secret",
        OSS_EXPIRE_TIME=900,
    )
    django.setup()


@pytest.fixture(autouse=True)
def world(ossmock):
    ossmock.world(WORLD)


def test_a_file_is_saved_listed_and_deleted():
    assert default_storage.save("cats/one.txt", ContentFile(b"meow")) == "cats/one.txt"
    assert default_storage.open("cats/one.txt").read() == b"meow"
    assert default_storage.listdir("cats/") == ([], ["cats/one.txt"])
    assert default_storage.save("cats/one.txt", ContentFile(b"again")) != "cats/one.txt"
    default_storage.delete("cats/one.txt")
    assert not default_storage.exists("cats/one.txt")


def test_a_link_expires(ossmock):
    default_storage.save("cat.txt", ContentFile(b"meow"))
    link = default_storage.url("cat.txt")
    assert requests.get(link).content == b"meow"
    ossmock.advance(901)
    assert requests.get(link).status_code == 403


def test_the_storage_needs_a_permission_to_start(ossmock):
    from django_oss_storage.backends import OssMediaStorage

    web = ossmock.credentials_of("acme/web")
    with override_settings(OSS_ACCESS_KEY_ID=web.access_key_id, OSS_ACCESS_KEY_SECRET=web.access_key_secret):
        with pytest.raises(Exception, match="AccessDenied"):
            OssMediaStorage()
    [refused] = ossmock.journal(outcome="refused")
    assert refused["explanation"]["missing"][0]["policy"]["action"] == "oss:GetBucketAcl"
