"""`sccache` keeps what a compiler made in a bucket. It knows hosts only, so the fake is its proxy."""

import json
import os
import subprocess
import sys
from pathlib import Path

WORLD = """
[[account]]
name = "acme"
bucket = [{ name = "cache" }]
"""


def test_the_second_compilation_is_a_hit(ossmock, tmp_path):
    ossmock.world(WORLD)
    keys = ossmock.credentials
    environment = {
        **os.environ,
        "http_proxy": ossmock.endpoint,
        "SCCACHE_OSS_ENDPOINT": "http://oss-cn-hangzhou.aliyuncs.com",
        "SCCACHE_OSS_BUCKET": "cache",
        "ALIBABA_CLOUD_ACCESS_KEY_ID": keys.access_key_id,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": keys.access_key_secret,
        "SCCACHE_SERVER_UDS": str(tmp_path / "socket"),
    }

    def sccache(*arguments):
        line = [str(Path(sys.executable).with_name("sccache")), *arguments]
        return subprocess.run(line, check=True, env=environment, cwd=tmp_path, stdout=subprocess.PIPE).stdout

    (tmp_path / "main.c").write_text("int main(void) { return 0; }\n")
    try:
        sccache("cc", "-c", "main.c", "-o", "first.o")
        [_, object_file] = ossmock.journal("PutObject", outcome="answered")
        assert object_file["host"] == "cache.oss-cn-hangzhou.aliyuncs.com"
        sccache("cc", "-c", "main.c", "-o", "second.o")
        stats = json.loads(sccache("--show-stats", "--stats-format", "json"))["stats"]
        assert stats["cache_hits"]["counts"] == {"C/C++": 1}
    finally:
        sccache("--stop-server")
