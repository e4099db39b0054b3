'use strict';

const assert = require('assert/strict');

const ACCOUNT = 'qcs::cam::uin/100000000001:uin/100000000001';

exports.cases = {
  async 'ACL of a bucket, by name, by grants and by document'({ cos, where }) {
    assert.equal((await cos.getBucketAcl(where)).ACL, 'private');
    await cos.putBucketAcl({ ...where, ACL: 'public-read' });
    assert.equal((await cos.getBucketAcl(where)).ACL, 'public-read');
    await cos.putBucketAcl({ ...where, GrantRead: 'id="100000000002"', GrantWrite: 'id="100000000003"' });
    const granted = await cos.getBucketAcl(where);
    assert.match(granted.GrantRead, /100000000002/);
    assert.match(granted.GrantWrite, /100000000003/);
    const AccessControlPolicy = {
      Owner: { ID: ACCOUNT },
      Grants: [{ Grantee: { ID: 'qcs::cam::uin/100000000004:uin/100000000004' }, Permission: 'FULL_CONTROL' }],
    };
    await cos.putBucketAcl({ ...where, AccessControlPolicy });
    assert.match((await cos.getBucketAcl(where)).GrantFullControl, /100000000004/);
  },

  async 'ACL of an object'(place) {
    const { cos } = place;
    const one = place.at('k');
    await place.put('k', 'x', { ACL: 'public-read' });
    assert.equal((await cos.getObjectAcl(one)).ACL, 'public-read');
    await cos.putObjectAcl({ ...one, ACL: 'default' });
    assert.equal((await cos.getObjectAcl(one)).ACL, 'default');
    await cos.putObjectAcl({ ...one, GrantFullControl: 'id="100000000002"' });
    assert.match((await cos.getObjectAcl(one)).GrantFullControl, /100000000002/);
    const AccessControlPolicy = {
      Owner: { ID: ACCOUNT },
      Grants: [{ Grantee: { ID: 'qcs::cam::uin/100000000005:uin/100000000005' }, Permission: 'READ' }],
    };
    await cos.putObjectAcl({ ...one, AccessControlPolicy });
    assert.match((await cos.getObjectAcl(one)).GrantRead, /100000000005/);
  },

  async 'addresses of objects, plain and signed'(place) {
    const { cos } = place;
    const one = place.at('dir/a b+测.txt');
    await cos.putObject({ ...one, Body: 'by url' });
    const plain = cos.getObjectUrl({ ...one, Sign: false }, () => {});
    assert.equal((await place.fetch(plain)).status, 403);
    const later = (options) =>
      new Promise((resolve, reject) =>
        cos.getObjectUrl({ ...one, ...options }, (error, data) => (error ? reject(error) : resolve(data.Url)))
      );
    const signed = await later({});
    assert.equal((await place.fetch(signed)).body.toString(), 'by url');
    assert.equal((await place.fetch(signed, { Method: 'DELETE' })).status, 403);
    const atOnce = cos.getObjectUrl({ ...one, Sign: true }, () => {});
    assert.equal((await place.fetch(atOnce)).body.toString(), 'by url');
    const named = await later({ Query: { 'response-content-disposition': 'attachment; filename="x y.txt"' } });
    const answer = await place.fetch(named);
    assert.equal(answer.response.headers['content-disposition'], 'attachment; filename="x y.txt"');
    const upload = await later({ Method: 'PUT', Headers: { 'x-cos-meta-a': '1' } });
    assert.equal((await place.fetch(upload, { Method: 'PUT', Body: 'no header' })).status, 403);
    const sent = await place.fetch(upload, { Method: 'PUT', Body: 'put', Headers: { 'x-cos-meta-a': '1' } });
    assert.equal(sent.status, 200);
    assert.equal((await place.content(one.Key)).toString(), 'put');
    const old = await later({ Expires: -3600 });
    assert.equal((await place.fetch(old)).status, 403);
  },

  async 'a signature by itself, and of the whole'(place) {
    const { cos, where } = place;
    await place.put('k', 'x');
    const Url = cos.getObjectUrl({ ...place.at('k'), Sign: false }, () => {});
    // With a bucket it would sign the host that COS has, whatever the domain.
    const Authorization = cos.getAuth({ Method: 'GET', Key: 'k' });
    assert.equal((await place.fetch(Url, { Headers: { Authorization } })).body.toString(), 'x');
    const answer = await cos.request({ Method: 'GET', ...where, Action: 'acl' });
    assert.ok(answer.AccessControlPolicy.Owner.ID);
    const raw = await cos.request({ Method: 'GET', ...place.at('k'), RawBody: true });
    assert.equal(raw.Body.toString(), 'x');
  },

  async 'a wrong key is refused with its reason'(place) {
    const other = place.client({ SecretKey: 'wrong' });
    await assert.rejects(other.getBucket(place.where), { statusCode: 403, code: 'SignatureDoesNotMatch' });
    const unknown = place.client({ SecretId: 'AKIDNOBODY' });
    await assert.rejects(unknown.getBucket(place.where), { statusCode: 403, code: 'InvalidAccessKeyId' });
  },

  async 'keys that a callback hands out, with their token'(place) {
    const { temporary } = place.settings;
    let asked = 0;
    const now = Math.floor(Date.now() / 1000);
    const cos = place.client({
      SecretId: undefined,
      SecretKey: undefined,
      getAuthorization(options, callback) {
        asked += 1;
        callback({
          TmpSecretId: temporary.id,
          TmpSecretKey: temporary.key,
          SecurityToken: temporary.token,
          StartTime: now,
          ExpiredTime: now + 1800,
        });
      },
    });
    await cos.putObject({ ...place.at('k'), Body: 'x' });
    assert.equal((await cos.getObject(place.at('k'))).Body.toString(), 'x');
    assert.equal(asked, 1);
    const url = await new Promise((resolve, reject) =>
      cos.getObjectUrl(place.at('k'), (error, data) => (error ? reject(error) : resolve(data.Url)))
    );
    assert.equal((await place.fetch(url)).body.toString(), 'x');
    const wrong = place.client({
      SecretId: temporary.id,
      SecretKey: temporary.key,
      SecurityToken: 'another',
    });
    await assert.rejects(wrong.getObject(place.at('k')), { statusCode: 403 });
  },

  async 'signatures that a callback makes'(place) {
    const COS = require('cos-nodejs-sdk-v5');
    const { secret_id: SecretId, secret_key: SecretKey } = place.settings;
    const cos = place.client({
      SecretId: undefined,
      SecretKey: undefined,
      getAuthorization(options, callback) {
        callback(
          COS.getAuthorization({
            SecretId,
            SecretKey,
            Method: options.Method,
            Key: options.Key,
            Query: options.Query,
            Headers: options.Headers,
            Expires: 60,
          })
        );
      },
    });
    await cos.putObject({ ...place.at('a b'), Body: 'x' });
    assert.equal((await cos.getBucket(place.where)).Contents.length, 1);
  },
};
