import { DataTypes, Model, Op, Sequelize, UniqueConstraintError, ValidationError, type InferAttributes, type InferCreationAttributes, type CreationOptional } from 'sequelize'
import pg from 'pg'

const sequelize = new Sequelize(process.env.DATABASE_URL!, { dialect: 'postgres', dialectModule: pg, logging: false, pool: { max: 4 } })

class User extends Model<InferAttributes<User>, InferCreationAttributes<User>> {
  declare id: CreationOptional<number>
  declare username: string
  declare birthday: Date | null
  declare settings: CreationOptional<Record<string, unknown>>
  greet(): string { return `I am ${this.username}` }
}
User.init({
  id: { type: DataTypes.INTEGER, autoIncrement: true, primaryKey: true },
  username: { type: DataTypes.STRING, allowNull: false, unique: true, validate: { len: [2, 20], not: /[<>]/ } },
  birthday: DataTypes.DATE,
  settings: { type: DataTypes.JSONB, defaultValue: {} },
}, { sequelize, modelName: 'user', tableName: 'sequelize_users', timestamps: false, hooks: { beforeCreate: (user) => { user.username = user.username.trim() } } })
const Task = sequelize.define('task', { title: DataTypes.TEXT, done: { type: DataTypes.BOOLEAN, defaultValue: false } }, { tableName: 'sequelize_tasks', timestamps: false })
User.hasMany(Task, { onDelete: 'CASCADE' })
Task.belongsTo(User)

export async function GET() {
  await sequelize.authenticate()
  await sequelize.sync({ force: true })
  const jane = await User.create({ username: ' janedoe ', birthday: new Date(Date.UTC(1980, 6, 20)), settings: { theme: 'dark' } })
  await User.bulkCreate([{ username: 'bob', birthday: null }, { username: 'ann', birthday: null }])
  await Task.bulkCreate([{ title: 'write', userId: jane.id }, { title: 'read', done: true, userId: jane.id }])
  const withTasks = await User.findAll({ include: { model: Task, where: { done: false }, required: false }, order: [['id', 'ASC'], [Task, 'id', 'ASC']] })
  const found = await User.findAndCountAll({ where: { [Op.or]: [{ username: { [Op.iLike]: 'A%' } }, { id: { [Op.gt]: 2 } }] }, attributes: ['id', 'username'], limit: 1, order: ['id'] })
  const json = await User.findOne({ where: { 'settings.theme': 'dark' } as never })

  const unique = await User.create({ username: 'bob', birthday: null }).catch((error) => ({ known: error instanceof UniqueConstraintError, fields: error.fields, message: error.errors[0].message }))
  const invalid = await User.create({ username: '<', birthday: null }).catch((error: ValidationError) => error.errors.map((item) => [item.path, item.validatorKey]))
  const transaction = await sequelize.transaction(async (transaction) => {
    await Task.destroy({ where: {}, transaction })
    throw new Error('changed my mind')
  }).catch((error) => error.message)
  const [instance, made] = await User.findOrCreate({ where: { username: 'zoe' }, defaults: { username: 'zoe', birthday: null } })
  await instance.update({ settings: { a: 1 } })
  await instance.reload()
  const [changed] = await Task.update({ done: true }, { where: { title: 'write' } })
  const [rows] = await sequelize.query('SELECT username FROM sequelize_users WHERE id < :id ORDER BY id', { replacements: { id: 3 } })
  const typed = await sequelize.query('SELECT count(*)::int AS n, $1::text AS t FROM sequelize_tasks', { bind: ['bound'], type: 'SELECT' as never })
  return Response.json({
    jane, greeting: jane.greet(), withTasks, found: [found.count, found.rows], json: json?.username, unique, invalid, transaction,
    instance, made, changed, rows, typed, tasks: await Task.count(), sum: await User.sum('id'),
  })
}
