export const GET = () => {
  return [1, 2;
};
