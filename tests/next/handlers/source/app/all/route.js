const answer = (request) => new Response(request.method, { headers: { "x-method": request.method } });
export { answer as GET, answer as HEAD, answer as OPTIONS, answer as POST, answer as PUT, answer as DELETE, answer as PATCH };
