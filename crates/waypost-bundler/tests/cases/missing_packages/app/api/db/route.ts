import { PrismaClient } from "@/generated/prisma/client";
import { Prisma } from "../../../generated/prisma";
import other from "@/generated/prisma-helpers";
export const GET = () => [new PrismaClient(), Prisma, other];
