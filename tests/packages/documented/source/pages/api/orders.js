// "This includes using ORMs like Prisma, Sequelize, or connecting directly to database drivers."
import { DataTypes, Sequelize } from 'sequelize';

const sequelize = new Sequelize(process.env.DATABASE_URL, { logging: false });
const Order = sequelize.define(
  'order',
  { customerId: { type: DataTypes.STRING, allowNull: false }, items: DataTypes.JSON, total: DataTypes.INTEGER },
  { tableName: 'documented_orders', timestamps: false },
);

export default async function handler(req, res) {
  if (req.method === 'POST') {
    await sequelize.sync({ force: true });
    const { items, customerId } = req.body;
    try {
      const order = await Order.create({ customerId, items, total: items.reduce((sum, item) => sum + item.price, 0) });
      res.status(201).json(order);
    } catch (error) {
      res.status(400).json({ error: error.name, message: error.message });
    }
  } else {
    res.status(200).json(await Order.findAll({ where: { customerId: req.query.customer } }));
  }
}
