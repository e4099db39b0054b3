'use strict';

const assert = require('assert/strict');
const crypto = require('crypto');

const MIB = 1 << 20;

exports.cases = {
  async 'a copy with and without its headers'(place) {
    const { cos, host } = place;
    await place.put('from/测 a', 'data', { ContentType: 'a/b', Headers: { 'x-cos-meta-a': '1' } });
    const CopySource = `${host}/${encodeURIComponent('from/测 a')}`;
    const copied = await cos.putObjectCopy({ ...place.at('one'), CopySource });
    assert.ok(copied.ETag);
    const head = await cos.headObject(place.at('one'));
    assert.deepEqual([head.headers['content-type'], head.headers['x-cos-meta-a']], ['a/b', '1']);
    const changed = { CopySource, MetadataDirective: 'Replaced', ContentType: 'c/d' };
    await cos.putObjectCopy({ ...place.at('two'), ...changed, Headers: { 'x-cos-meta-b': '2' } });
    const other = await cos.headObject(place.at('two'));
    assert.deepEqual(
      [other.headers['content-type'], other.headers['x-cos-meta-a'], other.headers['x-cos-meta-b']],
      ['c/d', undefined, '2']
    );
    await assert.rejects(cos.putObjectCopy({ ...place.at('x'), CopySource, CopySourceIfMatch: '"other"' }), {
      statusCode: 412,
    });
    await assert.rejects(cos.putObjectCopy({ ...place.at('x'), CopySource: `${host}/missing` }), {
      statusCode: 404,
    });
  },

  async 'parts of a copy by hand'(place) {
    const { cos, host } = place;
    const data = crypto.randomBytes(2 * MIB);
    await place.put('from', data);
    const { UploadId } = await cos.multipartInit(place.at('to'));
    const parts = [];
    for (const [number, range] of ['bytes=0-1048575', 'bytes=1048576-1500000'].entries()) {
      const part = await cos.uploadPartCopy({
        ...place.at('to'),
        UploadId,
        PartNumber: number + 1,
        CopySource: `${host}/from`,
        CopySourceRange: range,
      });
      parts.push({ PartNumber: number + 1, ETag: part.ETag });
    }
    await cos.multipartComplete({ ...place.at('to'), UploadId, Parts: parts });
    assert.ok((await place.content('to')).equals(data.subarray(0, 1500001)));
  },

  async 'a large copy in parts, a small one at once'(place) {
    const { cos, host } = place;
    const data = crypto.randomBytes(3 * MIB + 5);
    await place.put('from', data, { ContentType: 'a/b' });
    const seen = [];
    const sizes = { CopySliceSize: MIB, CopyChunkSize: MIB };
    const onProgress = (info) => seen.push(info.percent);
    const CopySource = `${host}/from`;
    await cos.sliceCopyFile({ ...place.at('big'), CopySource, ...sizes, onProgress });
    assert.equal(seen.at(-1), 1);
    const head = await cos.headObject(place.at('big'));
    assert.match(head.headers.etag, /-4"$/);
    assert.ok((await place.content('big')).equals(data));
    await cos.sliceCopyFile({ ...place.at('small'), CopySource });
    assert.ok((await place.content('small')).equals(data));
  },
};
