'use strict';

const assert = require('assert/strict');
const crypto = require('crypto');
const fs = require('fs');
const { PassThrough } = require('stream');

const md5 = (data) => crypto.createHash('md5').update(data).digest('hex');

exports.cases = {
  async 'put, head, get and delete under awkward keys'(place) {
    const { cos } = place;
    for (const Key of ['plain', 'a b/c+d%e', '测试/文件.txt', '😀', 'a//b', 'q?x=1&y=2#z', "!'()*"]) {
      const Body = crypto.randomBytes(1000);
      const put = await cos.putObject({ ...place.at(Key), Body, ContentType: 'x/y', Headers: { 'x-cos-meta-a': '1' } });
      assert.equal(put.ETag, `"${md5(Body)}"`);
      const head = await cos.headObject(place.at(Key));
      assert.equal(head.headers['content-length'], '1000');
      assert.equal(head.headers['x-cos-meta-a'], '1');
      const got = await cos.getObject(place.at(Key));
      assert.ok(got.Body.equals(Body));
      assert.equal(got.headers['content-type'], 'x/y');
      await cos.deleteObject(place.at(Key));
      await assert.rejects(cos.headObject(place.at(Key)), { statusCode: 404 });
      await assert.rejects(cos.getObject(place.at(Key)), { statusCode: 404, code: 'NoSuchKey' });
    }
  },

  async 'bodies of every kind'(place) {
    const { cos } = place;
    const big = crypto.randomBytes(300000);
    const file = place.file('big.bin', big);
    await cos.putObject({ ...place.at('text'), Body: '测试' });
    await cos.putObject({ ...place.at('empty'), Body: '' });
    await cos.putObject({ ...place.at('stream'), Body: fs.createReadStream(file), ContentLength: big.length });
    await cos.putObject({ ...place.at('md5'), Body: big, ContentMD5: Buffer.from(md5(big), 'hex').toString('base64') });
    assert.equal((await place.content('text')).toString(), '测试');
    assert.equal((await place.content('empty')).length, 0);
    assert.ok((await place.content('stream')).equals(big));
    await assert.rejects(cos.putObject({ ...place.at('k'), Body: big, Headers: { 'Content-MD5': 'AAAAAAAAAAAAAAAAAAAAAA==' } }), {
      statusCode: 400,
    });
  },

  async 'ranges, conditions and other headers on request'(place) {
    const { cos } = place;
    const Body = crypto.randomBytes(5000);
    const { ETag } = await place.put('k', Body, { CacheControl: 'no-cache', ContentDisposition: 'inline' });
    const part = await cos.getObject({ ...place.at('k'), Range: 'bytes=10-99' });
    assert.equal(part.statusCode, 206);
    assert.ok(part.Body.equals(Body.subarray(10, 100)));
    assert.ok((await cos.getObject({ ...place.at('k'), IfMatch: ETag })).Body.equals(Body));
    await assert.rejects(cos.getObject({ ...place.at('k'), IfMatch: '"other"' }), { statusCode: 412 });
    const IfModifiedSince = new Date(Date.now() + 60000).toUTCString();
    const same = await cos.headObject({ ...place.at('k'), IfModifiedSince });
    assert.deepEqual([same.NotModified, same.statusCode], [true, 304]);
    const other = await cos.getObject({ ...place.at('k'), ResponseContentType: 'a/b', ResponseCacheControl: 'x' });
    assert.equal(other.headers['content-type'], 'a/b');
    assert.equal((await cos.headObject(place.at('k'))).headers['cache-control'], 'no-cache');
  },

  async 'content into streams and files'(place) {
    const { cos } = place;
    const Body = crypto.randomBytes(200000);
    await place.put('k', Body);
    const through = new PassThrough();
    const chunks = [];
    through.on('data', (chunk) => chunks.push(chunk));
    await cos.getObject({ ...place.at('k'), Output: through });
    assert.ok(Buffer.concat(chunks).equals(Body));
    const target = `${place.folder}/target`;
    await cos.getObject({ ...place.at('k'), Output: fs.createWriteStream(target) });
    assert.ok(fs.readFileSync(target).equals(Body));
    const stream = cos.getObjectStream(place.at('k'), () => {});
    const pieces = [];
    for await (const piece of stream) pieces.push(piece);
    assert.ok(Buffer.concat(pieces).equals(Body));
  },

  async appending(place) {
    const { cos } = place;
    const first = await cos.appendObject({ ...place.at('log'), Body: 'one', Position: 0 });
    assert.equal(first.headers['x-cos-next-append-position'], '3');
    await cos.appendObject({ ...place.at('log'), Body: 'two', Position: 3 });
    assert.equal((await place.content('log')).toString(), 'onetwo');
    await assert.rejects(cos.appendObject({ ...place.at('log'), Body: 'x', Position: 3 }), {
      statusCode: 409,
      code: 'AppendPositionErr',
    });
  },

  async 'many are deleted at once'(place) {
    const { cos, where } = place;
    for (const Key of ['a', 'b/测', 'c d']) await place.put(Key);
    const Objects = [{ Key: 'a' }, { Key: 'b/测' }, { Key: 'never' }];
    const answer = await cos.deleteMultipleObject({ ...where, Objects });
    assert.deepEqual(answer.Deleted.map((entry) => entry.Key), ['a', 'b/测', 'never']);
    assert.deepEqual(answer.Error, []);
    assert.deepEqual((await cos.getBucket(where)).Contents.map((entry) => entry.Key), ['c d']);
  },

  async 'tags of objects'(place) {
    const { cos } = place;
    await place.put('k', 'x', { Headers: { 'x-cos-tagging': 'a=1' } });
    assert.deepEqual((await cos.getObjectTagging(place.at('k'))).Tags, [{ Key: 'a', Value: '1' }]);
    const Tags = [{ Key: 'b', Value: '2' }, { Key: 'c', Value: '测' }];
    await cos.putObjectTagging({ ...place.at('k'), Tags });
    assert.deepEqual((await cos.getObjectTagging(place.at('k'))).Tags, Tags);
    await cos.deleteObjectTagging(place.at('k'));
    assert.deepEqual((await cos.getObjectTagging(place.at('k'))).Tags, []);
  },

  async 'archived objects are restored'(place) {
    const { cos } = place;
    await place.put('k', 'x', { StorageClass: 'ARCHIVE' });
    await assert.rejects(cos.getObject(place.at('k')), { statusCode: 403, code: 'InvalidObjectState' });
    const RestoreRequest = { Days: 1, CASJobParameters: { Tier: 'Expedited' } };
    await cos.restoreObject({ ...place.at('k'), RestoreRequest });
    await assert.rejects(cos.restoreObject({ ...place.at('k'), RestoreRequest }), { statusCode: 409 });
    assert.match((await cos.headObject(place.at('k'))).headers['x-cos-restore'], /ongoing-request="true"/);
  },
};
