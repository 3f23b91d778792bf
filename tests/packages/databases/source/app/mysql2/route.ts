import mysql, { type ResultSetHeader, type RowDataPacket } from 'mysql2/promise'

const pool = mysql.createPool({ uri: process.env.MYSQL_URL, connectionLimit: 4, namedPlaceholders: false })

export async function GET() {
  await pool.query('DROP TABLE IF EXISTS mysql2_users')
  await pool.query(`CREATE TABLE mysql2_users (
    id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(50) NOT NULL UNIQUE, age INT, price DECIMAL(8,2),
    big BIGINT, picture BLOB, at DATETIME, extra JSON)`)
  const [inserted] = await pool.execute<ResultSetHeader>(
    'INSERT INTO mysql2_users (name, age, price, big, picture, at, extra) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ['Josh ü', 30, '12.30', '9007199254740993', Buffer.from([1, 2, 255]), new Date('2024-02-29T12:00:00Z'), JSON.stringify({ a: 1 })],
  )
  await pool.query('INSERT INTO mysql2_users (name, age) VALUES ?', [[['Page', 45], ['Ann', 51]]])
  const [rows, fields] = await pool.query<RowDataPacket[]>('SELECT * FROM mysql2_users WHERE `name` = ? AND `age` > ?', ['Josh ü', 20])
  const [prepared] = await pool.execute<RowDataPacket[]>('SELECT name, age, big FROM mysql2_users WHERE age > ? ORDER BY age', [40])
  const [arrays] = await pool.query({ sql: 'SELECT name, age FROM mysql2_users ORDER BY id', rowsAsArray: true })

  const connection = await pool.getConnection()
  let failure
  try {
    await connection.beginTransaction()
    await connection.execute('INSERT INTO mysql2_users (name) VALUES (?)', ['Kim'])
    await connection.commit()
    await connection.beginTransaction()
    await connection.execute('DELETE FROM mysql2_users')
    await connection.execute('INSERT INTO mysql2_users (name) VALUES (?)', ['Kim'])
    await connection.execute('INSERT INTO mysql2_users (name) VALUES (?)', ['Kim'])
  } catch (error) {
    await connection.rollback()
    const { code, errno, sqlState, sqlMessage } = error as mysql.QueryError & { sqlState: string; sqlMessage: string }
    failure = { code, errno, sqlState, sqlMessage }
  } finally {
    connection.release()
  }

  const [count] = await pool.query<RowDataPacket[]>('SELECT COUNT(*) AS total FROM mysql2_users')
  const [series] = await pool.query<RowDataPacket[]>("SELECT seq, REPEAT('y', 2000) AS text FROM seq_1_to_1500")
  const streamed = await new Promise((resolve, reject) => {
    let seen = 0
    pool.pool.query('SELECT seq FROM seq_1_to_300').stream({ highWaterMark: 5 })
      .on('data', () => seen++).on('end', () => resolve(seen)).on('error', reject)
  })
  const named = await mysql.createConnection({ uri: process.env.MYSQL_URL, namedPlaceholders: true, dateStrings: true, supportBigNumbers: true, bigNumberStrings: true })
  const [byName] = await named.execute('SELECT name, at, big FROM mysql2_users WHERE id = :id', { id: 1 })
  await named.end()
  const denied = await mysql.createConnection({ uri: process.env.MYSQL_URL, password: 'wrong' }).catch((error) => [error.code, error.errno])
  const refused = await mysql.createConnection({ host: '127.0.0.1', port: 1 }).catch((error) => error.code)
  return Response.json({
    inserted: { id: inserted.insertId, rows: inserted.affectedRows },
    row: rows[0], fields: fields.map((field) => field.name), prepared, arrays, failure, count, byName,
    series: [series.length, series.reduce((sum, row) => sum + row.seq + row.text.length, 0)], streamed, denied, refused,
    escaped: mysql.format('SELECT * FROM ?? WHERE a = ? AND b IN (?)', ['t`x', "it's", [1, 'b']]),
  })
}
