import Client from "absent";

export const client = new Client();
