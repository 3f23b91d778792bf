// SqliteError and the names of SQLite's result codes. https://sqlite.org/rescode.html

const PRIMARY = "OK ERROR INTERNAL PERM ABORT BUSY LOCKED NOMEM READONLY INTERRUPT IOERR CORRUPT NOTFOUND FULL CANTOPEN PROTOCOL EMPTY SCHEMA TOOBIG CONSTRAINT MISMATCH MISUSE NOLFS AUTH FORMAT RANGE NOTADB NOTICE WARNING".split(" ");

/** What an extended code adds to its primary one, from 1 on. */
const EXTENDED: Record<string, string> = {
  OK: "LOAD_PERMANENTLY SYMLINK",
  ERROR: "MISSING_COLLSEQ RETRY SNAPSHOT",
  ABORT: "- ROLLBACK",
  BUSY: "RECOVERY SNAPSHOT TIMEOUT",
  LOCKED: "SHAREDCACHE VTAB",
  READONLY: "RECOVERY CANTLOCK ROLLBACK DBMOVED CANTINIT DIRECTORY",
  IOERR:
    "READ SHORT_READ WRITE FSYNC DIR_FSYNC TRUNCATE FSTAT UNLOCK RDLOCK DELETE BLOCKED NOMEM ACCESS CHECKRESERVEDLOCK LOCK CLOSE DIR_CLOSE SHMOPEN SHMSIZE SHMLOCK SHMMAP SEEK DELETE_NOENT MMAP GETTEMPPATH CONVPATH VNODE AUTH BEGIN_ATOMIC COMMIT_ATOMIC ROLLBACK_ATOMIC DATA CORRUPTFS IN_PAGE",
  CORRUPT: "VTAB SEQUENCE INDEX",
  CANTOPEN: "NOTEMPDIR ISDIR FULLPATH CONVPATH DIRTYWAL SYMLINK",
  CONSTRAINT: "CHECK COMMITHOOK FOREIGNKEY FUNCTION NOTNULL PRIMARYKEY TRIGGER UNIQUE VTAB ROWID PINNED DATATYPE",
  AUTH: "USER",
  NOTICE: "RECOVER_WAL RECOVER_ROLLBACK RBU",
  WARNING: "AUTOINDEX",
};

function nameOf(code: number): string {
  const primary = PRIMARY[code & 0xff];
  if (primary === undefined) return `UNKNOWN_SQLITE_ERROR_${code}`;
  const index = code >> 8;
  if (index === 0) return `SQLITE_${primary}`;
  const name = EXTENDED[primary]?.split(" ")[index - 1];
  return name === undefined ? `UNKNOWN_SQLITE_ERROR_${code}` : `SQLITE_${primary}_${name}`;
}

interface SqliteErrorConstructor {
  new (message: unknown, code: string): Error & { code: string };
  (message: unknown, code: string): Error & { code: string };
  prototype: Error;
}

export const SqliteError: SqliteErrorConstructor = function SqliteError(message: unknown, code: unknown): Error {
  if (typeof code !== "string") throw new TypeError("Expected second argument to be a string");
  const error = Reflect.construct(Error, [String(message)], new.target ?? SqliteError) as Error & { code: string };
  error.code = code;
  return error;
} as never;
Object.setPrototypeOf(SqliteError, Error);
Object.setPrototypeOf(SqliteError.prototype, Error.prototype);
Object.defineProperty(SqliteError.prototype, "name", { value: "SqliteError", writable: true, enumerable: false, configurable: true });

/** What an op threw, as the package would throw it. */
export function packageError(error: unknown): unknown {
  const { code, errcode, message } = error as { code?: string; errcode?: number; message?: string };
  return code === "ERR_SQLITE_ERROR" && errcode !== undefined ? new SqliteError(message, nameOf(errcode)) : error;
}
