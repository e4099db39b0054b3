'use strict';

const assert = require('assert/strict');

exports.cases = {
  async 'buckets are listed, all and by region'({ cos, bucket, region }) {
    const names = (answer) => answer.Buckets.map((entry) => entry.Name);
    assert.ok(names(await cos.getService()).includes(bucket));
    assert.ok(names(await cos.getService({ Region: region })).includes(bucket));
    const one = await cos.getService({ Region: region, MaxKeys: 1 });
    assert.equal(one.Buckets.length, 1);
  },

  async 'a bucket is there, then it is not'({ cos, where, region }) {
    const head = await cos.headBucket(where);
    assert.equal(head.headers['x-cos-bucket-region'], region);
    assert.equal((await cos.getBucketLocation(where)).LocationConstraint, region);
    assert.equal((await cos.deleteBucket(where)).statusCode, 204);
    await assert.rejects(cos.headBucket(where), { statusCode: 404 });
    await assert.rejects(cos.getBucket(where), { statusCode: 404, code: 'NoSuchBucket' });
  },

  async 'a bucket is made with an ACL, tags and zones'({ cos, where, bucket }) {
    const other = { ...where, Bucket: bucket.replace('-1250000000', '-z-1250000000') };
    await cos.putBucket({ ...other, ACL: 'public-read', BucketAZConfig: 'MAZ', Headers: { 'x-cos-tagging': 'a=1' } });
    assert.equal((await cos.headBucket(other)).headers['x-cos-bucket-az-type'], 'MAZ');
    assert.equal((await cos.getBucketAcl(other)).ACL, 'public-read');
    assert.deepEqual((await cos.getBucketTagging(other)).Tags, [{ Key: 'a', Value: '1' }]);
    await assert.rejects(cos.putBucket(other), { statusCode: 409, code: 'BucketAlreadyExists' });
  },

  async 'a bucket that is not empty stays'({ cos, where }) {
    await cos.putObject({ ...where, Key: 'k', Body: 'x' });
    await assert.rejects(cos.deleteBucket(where), { statusCode: 409, code: 'BucketNotEmpty' });
  },

  async 'a bucket of another region is not there'({ cos, where, way }) {
    const elsewhere = cos.headBucket({ ...where, Region: 'ap-beijing' });
    if (way.startsWith('domain')) await elsewhere; // that address names no region
    else await assert.rejects(elsewhere, { statusCode: 404 });
  },
};
