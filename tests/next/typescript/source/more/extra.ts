export default "found in the second place" as string;
