'use strict';

const assert = require('assert/strict');

const keys = (answer) => answer.Contents.map((entry) => entry.Key);

exports.cases = {
  async 'keys come in pages, in folders, and encoded'({ cos, where }) {
    const all = ['a b+c', 'dir/1', 'dir/2', 'dir2/x', '测试'];
    for (const Key of all) await cos.putObject({ ...where, Key, Body: Key });
    assert.deepEqual(keys(await cos.getBucket(where)), all);
    const seen = [];
    let Marker = '';
    for (;;) {
      const page = await cos.getBucket({ ...where, MaxKeys: 2, Marker });
      seen.push(...keys(page));
      if (page.IsTruncated !== 'true') break;
      Marker = page.NextMarker;
    }
    assert.deepEqual(seen, all);
    const folders = await cos.getBucket({ ...where, Delimiter: '/' });
    assert.deepEqual(folders.CommonPrefixes, [{ Prefix: 'dir/' }, { Prefix: 'dir2/' }]);
    assert.deepEqual(keys(await cos.getBucket({ ...where, Prefix: 'dir/' })), ['dir/1', 'dir/2']);
    assert.deepEqual(keys(await cos.getBucket({ ...where, Prefix: 'a b+' })), ['a b+c']);
    const encoded = await cos.getBucket({ ...where, EncodingType: 'url' });
    assert.equal(keys(encoded)[0], 'a%20b%2Bc');
  },

  async 'an empty bucket has no keys'({ cos, where }) {
    assert.deepEqual((await cos.getBucket(where)).Contents, []);
  },
};
