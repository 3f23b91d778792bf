import { ApiError, redirect, sendError, sendStatusCode } from 'next/dist/server/api-utils';

export default function handler(req: any, res: any) {
  switch (req.query.do) {
    case 'redirect':
      return redirect(res, 301, '/x');
    case 'status':
      return sendStatusCode(res, 204).end();
    case 'error':
      return sendError(res, 418, 'teapot');
    case 'throw':
      throw new ApiError(422, 'not said to clients');
  }
  try {
    throw new ApiError(422, 'refused');
  } catch (error: any) {
    res.status(error.statusCode).json({ message: error.message, keys: Object.keys(error), name: error.name });
  }
}
