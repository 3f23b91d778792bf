export const GET = (request) => fetch(new URL("/target", request.url));
