'use strict';

const assert = require('assert/strict');

exports.cases = {
  async 'versions are kept, listed, read, copied, restored and deleted'(place) {
    const { cos, where, host } = place;
    await cos.putBucketVersioning({ ...where, VersioningConfiguration: { Status: 'Enabled' } });
    const first = (await place.put('k', 'one')).VersionId;
    const second = (await place.put('k', 'two')).VersionId;
    assert.notEqual(first, second);
    const gone = await cos.deleteObject(place.at('k'));
    assert.equal(gone.headers['x-cos-delete-marker'], 'true');
    await assert.rejects(cos.getObject(place.at('k')), { statusCode: 404 });
    assert.equal((await place.content('k', { VersionId: first })).toString(), 'one');
    const head = await cos.headObject({ ...place.at('k'), VersionId: second });
    assert.equal(head.headers['x-cos-version-id'], second);

    const listed = await cos.listObjectVersions(where);
    assert.deepEqual(listed.Versions.map((entry) => entry.VersionId), [second, first]);
    assert.deepEqual(listed.DeleteMarkers.map((entry) => entry.IsLatest), ['true']);
    const seen = [];
    let place2 = {};
    for (;;) {
      const page = await cos.listObjectVersions({ ...where, MaxKeys: 1, ...place2 });
      seen.push(...[...page.Versions, ...page.DeleteMarkers].map((entry) => entry.VersionId));
      if (page.IsTruncated !== 'true') break;
      place2 = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
    assert.equal(seen.length, 3);

    const CopySource = `${host}/k?versionId=${first}`;
    await cos.putObjectCopy({ ...place.at('copy'), CopySource });
    assert.equal((await place.content('copy')).toString(), 'one');

    const marker = listed.DeleteMarkers[0].VersionId;
    await cos.deleteObject({ ...place.at('k'), VersionId: marker });
    assert.equal((await place.content('k')).toString(), 'two');
    const Objects = [{ Key: 'k', VersionId: first }, { Key: 'k', VersionId: second }];
    const deleted = await cos.deleteMultipleObject({ ...where, Objects });
    assert.deepEqual(deleted.Deleted.map((entry) => entry.VersionId), [first, second]);
    assert.deepEqual((await cos.listObjectVersions({ ...where, Prefix: 'k' })).Versions, []);
  },

  async 'ACL and tags of one version'(place) {
    const { cos, where } = place;
    await cos.putBucketVersioning({ ...where, VersioningConfiguration: { Status: 'Enabled' } });
    const { VersionId } = await place.put('k', 'one');
    await place.put('k', 'two');
    const Tags = [{ Key: 'a', Value: '1' }];
    await cos.putObjectTagging({ ...place.at('k'), VersionId, Tags });
    assert.deepEqual((await cos.getObjectTagging({ ...place.at('k'), VersionId })).Tags, Tags);
    assert.deepEqual((await cos.getObjectTagging(place.at('k'))).Tags, []);
  },
};
