import { In, Like, MoreThan, QueryFailedError, EntityNotFoundError } from 'typeorm'
import { Author, Category, Photo, source } from '@/lib/typeorm'

let ready: Promise<unknown> | undefined

export async function GET() {
  await (ready ??= source.initialize())
  await source.synchronize(true)
  const photos = source.getRepository(Photo)
  const authors = source.getRepository(Author)
  const categories = await source.getRepository(Category).save([{ name: 'animals' }, { name: 'bears' }])
  const author = await authors.save(authors.create({
    name: 'Umed',
    photos: [{ name: 'Me and Bears', description: 'I am near polar bears', takenAt: new Date(0), meta: { iso: 100 } }, { name: 'Only me', takenAt: new Date(86400000) }],
  }))
  const photo = await photos.findOneOrFail({ where: { name: Like('%Bears') } })
  photo.isPublished = true
  photo.categories = categories
  const saved = await photos.save(photo)
  const loaded = await authors.find({ relations: { photos: { categories: true } }, order: { id: 'ASC', photos: { id: 'ASC' } } })
  const [listed, total] = await photos.findAndCount({ where: { views: MoreThan(1), id: In([1, 2]) }, select: { id: true, name: true }, order: { id: 'DESC' } })
  const built = await photos.createQueryBuilder('photo').leftJoinAndSelect('photo.author', 'author')
    .where('photo.isPublished = :published', { published: true }).andWhere('author.name = :name', { name: 'Umed' }).getMany()
  const raw = await photos.createQueryBuilder('p').select('SUM(p.views)', 'sum').addSelect('COUNT(*)::int', 'n').getRawOne()
  const failure = await source.transaction(async (manager) => {
    await manager.createQueryBuilder().delete().from(Photo).execute()
    await manager.insert(Author, { name: 'Umed' })
  }).catch((error) => ({ known: error instanceof QueryFailedError, code: error.driverError.code, constraint: error.driverError.constraint }))
  const missing = await authors.findOneByOrFail({ id: 99 }).catch((error) => error instanceof EntityNotFoundError)
  const upserted = await authors.upsert([{ name: 'Umed' }, { name: 'New' }], ['name'])
  const removed = await authors.delete({ name: 'New' })
  return Response.json({
    author: [author.id, author.photos.map(({ id, name, takenAt, meta, version }) => ({ id, name, takenAt, meta, version }))], saved: [saved.version, saved.isPublished], loaded, listed, total, built, raw, failure, missing,
    upserted: upserted.identifiers, removed: removed.affected, kept: await photos.count(), date: photo.takenAt instanceof Date,
    classes: [author instanceof Author, loaded[0].photos[0] instanceof Photo],
  })
}
