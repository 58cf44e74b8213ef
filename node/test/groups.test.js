// Groups of tests, each with a server of its own.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { useOssmock } from 'ossmock/node-test';

for (const region of ['cn-beijing', 'cn-shanghai']) {
  describe(region, async () => {
    const oss = await useOssmock({ region });

    for (const name of ['first', 'second']) {
      test(name, async () => {
        assert.equal(oss.region, region);
        await fetch(`${oss.endpoint}/logs/?acl`);
        assert.equal((await oss.journal()).records.length, 1);
      });
    }
  });
}
