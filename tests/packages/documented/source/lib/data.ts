export async function getUserData(userId: string) {
  return { userId, name: 'Ada' }
}
