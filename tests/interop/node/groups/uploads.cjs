'use strict';

const assert = require('assert/strict');
const crypto = require('crypto');
const fs = require('fs');

const MIB = 1 << 20;

exports.cases = {
  async 'an upload in parts by hand'(place) {
    const { cos, where } = place;
    const bodies = [crypto.randomBytes(MIB), crypto.randomBytes(MIB), Buffer.from('end')];
    const { UploadId } = await cos.multipartInit({ ...place.at('k'), ContentType: 'a/b' });
    const Parts = [];
    for (const [number, Body] of bodies.entries()) {
      const { ETag } = await cos.multipartUpload({ ...place.at('k'), UploadId, PartNumber: number + 1, Body });
      Parts.push({ PartNumber: number + 1, ETag });
    }
    const listed = await cos.multipartListPart({ ...place.at('k'), UploadId, MaxParts: 2 });
    assert.deepEqual([listed.Part.length, listed.IsTruncated], [2, 'true']);
    const rest = await cos.multipartListPart({ ...place.at('k'), UploadId, PartNumberMarker: 2 });
    assert.deepEqual(rest.Part.map((part) => part.PartNumber), ['3']);
    const uploads = await cos.multipartList(where);
    assert.deepEqual(uploads.Upload.map((upload) => upload.UploadId), [UploadId]);
    const done = await cos.multipartComplete({ ...place.at('k'), UploadId, Parts });
    assert.match(done.ETag, /-3"$/);
    assert.ok(done.Location.endsWith('/k'));
    assert.ok((await place.content('k')).equals(Buffer.concat(bodies)));
    const again = await cos.multipartInit(place.at('k2'));
    await cos.multipartAbort({ ...place.at('k2'), UploadId: again.UploadId });
    await assert.rejects(cos.multipartListPart({ ...place.at('k2'), UploadId: again.UploadId }), {
      statusCode: 404,
      code: 'NoSuchUpload',
    });
  },

  async 'files, small and in parts, with progress'(place) {
    const { cos } = place;
    const data = crypto.randomBytes(3 * MIB + 7);
    const FilePath = place.file('big.bin', data);
    const seen = [];
    const onProgress = (info) => seen.push(info.percent);
    await cos.sliceUploadFile({ ...place.at('sliced'), FilePath, ChunkSize: MIB, AsyncLimit: 2, onProgress });
    assert.equal(seen.at(-1), 1);
    assert.match((await cos.headObject(place.at('sliced'))).headers.etag, /-4"$/);
    await cos.uploadFile({ ...place.at('one'), FilePath, SliceSize: MIB });
    await cos.uploadFile({ ...place.at('two'), FilePath, SliceSize: 10 * MIB });
    for (const Key of ['sliced', 'one', 'two']) assert.ok((await place.content(Key)).equals(data));
    const small = place.file('small', 'small');
    const { files } = await cos.uploadFiles({
      files: [
        { ...place.at('f1'), FilePath },
        { ...place.at('f2'), FilePath: small },
        { ...place.at('f3'), Body: 'body' },
      ],
      SliceSize: MIB,
    });
    assert.deepEqual(files.map((file) => file.error || null), [null, null, null]);
    assert.ok((await place.content('f1')).equals(data));
    assert.equal((await place.content('f3')).toString(), 'body');
  },

  async 'an upload goes on with the parts that are there'(place) {
    const { cos } = place;
    const data = crypto.randomBytes(3 * MIB);
    const FilePath = place.file('big.bin', data);
    const upload = { ...place.at('k'), FilePath, ChunkSize: MIB, AsyncLimit: 1 };
    await place.fault('status', { operation: 'UploadPart', part: 3 }, { status: 403, times: 0 });
    let failed;
    await assert.rejects(cos.sliceUploadFile({ ...upload, onTaskReady: (id) => (failed = id) }), {
      statusCode: 403,
    });
    await place.heal();
    cos.cancelTask(failed); // lets go of the upload, which stays on the server
    const before = (await place.requests('UploadPart')).length;
    await cos.sliceUploadFile(upload);
    assert.equal((await place.requests('UploadPart')).length - before, 1);
    assert.equal((await place.requests('InitiateMultipartUpload')).length, 1);
    assert.ok((await place.content('k')).equals(data));
  },

  async 'unfinished uploads are given up, one, of a key, of a bucket'(place) {
    const { cos, where } = place;
    const made = {};
    for (const Key of ['a', 'a', 'b', 'c', 'c']) {
      const { UploadId } = await cos.multipartInit(place.at(Key));
      (made[Key] = made[Key] || []).push(UploadId);
    }
    await cos.abortUploadTask({ ...place.at('c'), UploadId: made.c[0], Level: 'task' });
    assert.equal((await cos.multipartList(where)).Upload.length, 4);
    await cos.abortUploadTask({ ...place.at('a'), Level: 'file' });
    assert.deepEqual((await cos.multipartList(where)).Upload.map((upload) => upload.Key), ['b', 'c']);
    await cos.abortUploadTask({ ...where, Level: 'bucket' });
    assert.deepEqual((await cos.multipartList(where)).Upload, []);
  },

  async 'tasks are listed, paused, gone on with and cancelled'(place) {
    const { cos } = place;
    const data = crypto.randomBytes(3 * MIB);
    const FilePath = place.file('big.bin', data);
    const upload = { ...place.at('k'), FilePath, ChunkSize: MIB, AsyncLimit: 1 };
    let task;
    const finished = new Promise((resolve, reject) => {
      cos.sliceUploadFile({ ...upload, onTaskReady: (id) => (task = id) }, (error, answer) =>
        error ? reject(error) : resolve(answer)
      );
    });
    await new Promise((resolve) => {
      cos.on('before-send', ({ url, qs }) => {
        if (`${url}${JSON.stringify(qs)}`.includes('"partNumber":2')) resolve();
      });
    });
    cos.pauseTask(task);
    assert.equal(cos.getTaskList()[0].state, 'paused');
    await new Promise((resolve) => cos.on('list-update', resolve));
    cos.restartTask(task);
    await finished;
    assert.ok(!cos.isUploadRunning());
    assert.ok((await place.content('k')).equals(data));

    cos.sliceUploadFile({ ...upload, Key: 'never', onTaskReady: (id) => (task = id) }, () => {});
    await new Promise((resolve) => {
      cos.on('list-update', ({ list }) => {
        const last = list.at(-1);
        if (last.id === task && last.state === 'uploading') cos.cancelTask(task);
        if (last.id === task && last.state === 'canceled') resolve();
      });
    });
    await assert.rejects(cos.headObject(place.at('never')), { statusCode: 404 });
  },

  async 'a file comes down in parts'(place) {
    const { cos } = place;
    const data = crypto.randomBytes(3 * MIB + 7);
    await place.put('k', data);
    const FilePath = `${place.folder}/down.bin`;
    const seen = [];
    await cos.downloadFile({
      ...place.at('k'),
      FilePath,
      ChunkSize: MIB,
      ParallelLimit: 2,
      RetryTimes: 1,
      onProgress: (info) => seen.push(info.percent),
    });
    assert.equal(seen.at(-1), 1);
    assert.ok(fs.readFileSync(FilePath).equals(data));
  },
};
