// Keeps backups in a bucket that is encrypted with a key of KMS.

import OSS from 'ali-oss';

/** The number of times to try while OSS is busy. */
const TRIES = 3;

export class Backups {
  #client;

  /** Options are those of `ali-oss`, with the bucket. */
  constructor(options) {
    this.#client = new OSS(options);
  }

  /** Encrypts what is saved from now on with this key. */
  async encryptWith(key) {
    await this.#client.putBucketEncryption(this.#client.options.bucket, { SSEAlgorithm: 'KMS', KMSMasterKeyID: key });
  }

  /** Returns the id of the key that the bucket is encrypted with. */
  async key() {
    const { encryption } = await this.#client.getBucketEncryption(this.#client.options.bucket);
    return encryption.KMSMasterKeyID;
  }

  async save(name, content) {
    for (let left = TRIES - 1; ; left--) {
      try {
        await this.#client.put(name, Buffer.from(content));
        return;
      } catch (error) {
        if (error.status !== 503 || left === 0) throw error;
      }
    }
  }

  async load(name) {
    return String((await this.#client.get(name)).content);
  }

  /** Returns a link to a backup that is valid for so many seconds. */
  link(name, seconds) {
    return this.#client.signatureUrlV4('GET', seconds, {}, name);
  }
}
