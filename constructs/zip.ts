import { crc32 } from "node:zlib";

/** Earliest moment that the format can say: 1 January 1980, 0:00. Source: PKWARE APPNOTE 6.3.10, section 4.4.6. */
const DATE_1980 = 0x0021;
const VERSION_NEEDED = 20;
/** Regular file that its owner may write and everybody may read, as Unix wrote it. */
const UNIX = 3 << 8;
const FILE_MODE = (0o100644 << 16) >>> 0;

/**
 * A zip archive of texts, by path. The same texts give the same bytes: nothing is compressed, and every file is from 1980.
 * Source: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
 */
export function zipOf(files: Readonly<Record<string, string>>): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const name = Buffer.from(path, "utf8");
    const data = Buffer.from(text, "utf8");
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(VERSION_NEEDED, 0);
    shared.writeUInt16LE(DATE_1980, 8);
    shared.writeUInt32LE(crc32(data), 10);
    shared.writeUInt32LE(data.length, 14);
    shared.writeUInt32LE(data.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\u0003\u0004", "latin1"), shared, name, data]);

    const origin = Buffer.alloc(2);
    origin.writeUInt16LE(UNIX | VERSION_NEEDED, 0);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(FILE_MODE, 6);
    rest.writeUInt32LE(offset, 10);
    centrals.push(Buffer.concat([Buffer.from("PK\u0001\u0002", "latin1"), origin, shared, rest, name]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(centrals.length, 4);
  end.writeUInt16LE(centrals.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from("PK\u0005\u0006", "latin1"), end]);
}
