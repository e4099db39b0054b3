'use strict';

const assert = require('assert/strict');

const CSV = 'name,age\nann,31\nbob,29\ncid,44\n';
const request = (Expression) => ({
  Expression,
  ExpressionType: 'SQL',
  InputSerialization: { CompressionType: 'NONE', CSV: { FileHeaderInfo: 'USE', RecordDelimiter: '\n' } },
  OutputSerialization: { CSV: { RecordDelimiter: '\n', FieldDelimiter: ',' } },
  RequestProgress: { Enabled: 'FALSE' },
});
const query = (Expression) => ({ SelectType: 2, SelectRequest: request(Expression) });

exports.cases = {
  async 'rows of a CSV object'(place) {
    const { cos } = place;
    await place.put('people.csv', CSV);
    const older = 'SELECT s.name FROM COSObject s WHERE CAST(s.age AS INT) > 30';
    const answer = await cos.selectObjectContent({ ...place.at('people.csv'), ...query(older) });
    assert.equal(answer.Payload.toString(), 'ann\ncid\n');
    assert.equal(Number(answer.Stats.BytesReturned), 8);
    await assert.rejects(cos.selectObjectContent({ ...place.at('people.csv'), ...query('SELEC nothing') }));
  },

  async 'rows of JSON lines, as a stream'(place) {
    const { cos } = place;
    await place.put('people.json', '{"name": "ann", "age": 31}\n{"name": "bob", "age": 29}\n');
    const SelectRequest = {
      ...request('SELECT s.name FROM COSObject s WHERE s.age < 30'),
      InputSerialization: { CompressionType: 'NONE', JSON: { Type: 'LINES' } },
      OutputSerialization: { JSON: { RecordDelimiter: '\n' } },
    };
    const stream = cos.selectObjectContentStream(
      { ...place.at('people.json'), SelectType: 2, SelectRequest },
      () => {}
    );
    const chunks = [];
    for await (const chunk of stream) chunks.push(Buffer.from(chunk));
    assert.deepEqual(JSON.parse(Buffer.concat(chunks).toString()), { name: 'bob' });
  },
};
