import { Binary, BSON, Decimal128, Long, MongoBulkWriteError, MongoClient, MongoServerError, ObjectId, type Document } from 'mongodb'
import { mongod } from '@/lib/mongod'

let connected: Promise<MongoClient> | undefined

async function connect(): Promise<MongoClient> {
  return MongoClient.connect(await mongod(), { maxPoolSize: 5, serverSelectionTimeoutMS: 5000, monitorCommands: true })
}

export async function GET() {
  const client = await (connected ??= connect())
  const started: string[] = []
  const listen = ({ commandName }: { commandName: string }) => started.push(commandName)
  client.on('commandStarted', listen)
  const collection = client.db('shop').collection<Document>('documents')
  await collection.drop().catch(() => false)
  await collection.createIndex({ sku: 1 }, { unique: true })
  const inserted = await collection.insertMany([
    { sku: 'a', n: 1, tags: ['x', 'y'], at: new Date(0) }, { sku: 'b', n: 2, price: Decimal128.fromString('12.30') }, { sku: 'c', n: 3, big: Long.fromString('9007199254740993') },
  ])
  const one = await collection.insertOne({ sku: 'd', n: 4, bytes: new Binary(Buffer.from([1, 2, 255])), pattern: /^a/i, nested: { deep: ['ü', null] } })
  const found = await collection.find({ n: { $gte: 2 } }).sort({ n: -1 }).project({ _id: 0, sku: 1, n: 1 }).toArray()
  const updated = await collection.updateOne({ sku: 'a' }, { $set: { 'nested.b': 1 }, $inc: { n: 10 }, $push: { tags: 'z' } as never })
  const upserted = await collection.updateOne({ sku: 'new' }, { $set: { n: 0 } }, { upsert: true })
  const replaced = await collection.findOneAndUpdate({ sku: 'b' }, { $mul: { n: 100 } }, { returnDocument: 'after', projection: { _id: 0, price: 0 } })
  const duplicate = await collection.insertOne({ sku: 'a' })
    .catch((error) => ({ known: error instanceof MongoServerError, code: error.code, keyValue: error.keyValue, message: error.message.slice(0, 30) }))
  const bulk = await collection.bulkWrite([{ insertOne: { document: { sku: 'e' } } }, { insertOne: { document: { sku: 'a' } } }, { deleteOne: { filter: { sku: 'c' } } }], { ordered: false })
    .catch((error: MongoBulkWriteError) => ({ known: error instanceof MongoBulkWriteError, inserted: error.insertedCount, deleted: error.deletedCount, failed: [error.writeErrors].flat().map((item) => item.index) }))

  const session = client.startSession()
  const committed = await session.withTransaction(async () => {
    await collection.updateOne({ sku: 'd' }, { $set: { n: 5 } }, { session })
    return (await collection.findOne({ sku: 'd' }, { session }))?.n
  })
  const aborted = await session.withTransaction(async () => {
    await collection.deleteMany({}, { session })
    throw new Error('changed my mind')
  }).catch((error) => error.message)
  await session.endSession()

  await collection.insertMany(Array.from({ length: 250 }, (_, n) => ({ sku: `bulk-${n}`, n, filler: 'f'.repeat(500) })))
  let streamed = 0
  for await (const document of collection.find({ sku: { $regex: '^bulk-' } }, { batchSize: 40 })) streamed += document.n
  const grouped = await collection.aggregate([{ $match: { n: { $lt: 10 } } }, { $group: { _id: { $mod: ['$n', 2] }, total: { $sum: '$n' } } }, { $sort: { _id: 1 } }]).toArray()
  const unknown = await client.db('shop').command({ nonsense: 1 }).catch((error) => [error.codeName, error.message])
  const down = await MongoClient.connect('mongodb://127.0.0.1:1', { serverSelectionTimeoutMS: 100 }).catch((error) => error.name)
  const roundtrip = await collection.findOne({ sku: 'd' }, { projection: { _id: 0 } })
  const id = new ObjectId('507f1f77bcf86cd799439011')
  client.off('commandStarted', listen)
  return Response.json({
    inserted: inserted.insertedCount, one: ObjectId.isValid(one.insertedId as never), found, updated, upserted: [upserted.upsertedCount, upserted.upsertedId instanceof ObjectId],
    replaced, duplicate, bulk, committed, aborted, streamed, grouped, unknown, down,
    roundtrip: [BSON.EJSON.stringify(roundtrip), roundtrip?.bytes instanceof Binary, roundtrip?.pattern instanceof RegExp],
    count: await collection.countDocuments(), estimated: await collection.estimatedDocumentCount(), skus: (await collection.distinct('sku', { n: { $gt: 100 } })).length,
    id: [id.getTimestamp(), id.toHexString(), id.equals('507f1f77bcf86cd799439011'), JSON.stringify({ id })],
    indexes: (await collection.indexes()).map((index) => index.name), started: [...new Set(started)],
  })
}
