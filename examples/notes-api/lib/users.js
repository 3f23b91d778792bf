// Users in the database, for the handlers in pages/api.

import { all, one, run } from './db';

export function listUsers() {
  return all('SELECT id, name, email FROM users ORDER BY id');
}

export function findUser(id) {
  return one('SELECT id, name, email FROM users WHERE id = ?', id);
}

/** The new user, or null when the address is taken. */
export function createUser({ name, email }) {
  const { changes, id } = run('INSERT OR IGNORE INTO users (name, email) VALUES (?, ?)', name, email);
  return changes > 0 ? { id, name, email } : null;
}

export function renameUser(id, name) {
  return run('UPDATE users SET name = ? WHERE id = ?', name, id).changes > 0 ? findUser(id) : undefined;
}

export function deleteUser(id) {
  return run('DELETE FROM users WHERE id = ?', id).changes > 0;
}

/** What is wrong with each field; empty when nothing is. */
export function checkUser({ name, email } = {}) {
  const fields = {};
  if (typeof name !== 'string' || name.trim() === '') fields.name = 'must not be empty';
  if (typeof email !== 'string' || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) fields.email = 'must be an email address';
  return fields;
}
