import mongoose from 'mongoose'
import { mongod } from '@/lib/mongod'
import { Author, Book } from '@/lib/mongoose'

let connected: Promise<unknown> | undefined

export async function GET() {
  await (connected ??= mongod().then((url) => mongoose.connect(url, { dbName: 'library', serverSelectionTimeoutMS: 5000 })))
  await Promise.all([Author.deleteMany({}), Book.deleteMany({})])
  await Book.init()
  const author = await Author.create({ name: '  Jane Austen ', born: new Date(Date.UTC(1775, 11, 16)) })
  const emma = new Book({ title: 'Emma in Love', author, tags: ['a'], extra: { shelf: '3' }, reviews: [{ by: 'x', stars: 5 }] })
  const fresh = [emma.isNew, emma.isModified('title')]
  await emma.save()
  const saved = await Book.findOne({ slug: 'emma-in-love' }).populate('author').orFail()
  const invalid = await new Book({ price: -1, kind: 'song', reviews: [{ stars: 9 }] }).save()
    .catch((error: Error & { errors: Record<string, { kind: string; message: string }> }) => [error.name, Object.entries(error.errors).map(([path, item]) => [path, item.kind]).sort(), error.errors.title.message])
  const duplicate = await Book.create({ title: 'Emma in Love' }).catch((error) => [error.name, error.code])
  const cast = await Book.findById('not an id').catch((error) => [error.name, error.path, error.kind])
  await Book.insertMany([{ title: 'Poems', kind: 'poem', price: 5 }, { title: 'Persuasion', price: 7 }])
  emma.cheaper(2).tags.push('b')
  const changes = emma.modifiedPaths()
  await emma.save()
  const updated = await Book.findOneAndUpdate({ title: 'Poems' }, { $inc: { price: 1 }, $addToSet: { tags: 'c' } }, { returnDocument: 'after', runValidators: true }).lean()
  const listed = await Book.find().where('price').gte(6).lte(8).sort('-price').select('title price -_id').lean()
  const kinds = await (Book as unknown as { ofKind(kind: string): Promise<{ title: string }[]> }).ofKind('poem')
  const grouped = await Book.aggregate([{ $group: { _id: '$kind', n: { $sum: 1 }, most: { $max: '$price' } } }, { $sort: { _id: 1 } }])
  const streamed: string[] = []
  for await (const book of Book.find().sort('title').cursor()) streamed.push(book.label)
  const transaction = await mongoose.connection.transaction(async (session) => {
    await Book.deleteMany({}, { session })
    throw new Error('keep them')
  }).catch((error) => error.message)
  const again = await Book.findById(emma._id)
  return Response.json({
    fresh, invalid, duplicate, cast, changes, listed, streamed, transaction, grouped, kinds: kinds.map((book) => book.title),
    saved: [saved.author.name, saved.author.born, saved.extra.get('shelf'), saved.createdAt instanceof Date, saved.reviews[0].stars, saved.toJSON({ virtuals: true }).label],
    updated: [updated!.price, updated!.tags], again: [again.price, [...again.tags], again.__v], total: await Book.countDocuments({ kind: 'novel' }),
    exists: (await Book.exists({ title: 'Nothing' })) === null, state: mongoose.connection.readyState, distinct: (await Book.distinct('kind')).sort(),
  })
}
