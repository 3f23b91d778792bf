"use server";

export async function action(value) {
  return `done ${value}`;
}
