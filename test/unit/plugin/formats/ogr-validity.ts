import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How many features of a GeoJSON file GDAL reads, and how many outlines it does not call valid (OGC, by GEOS). */
export async function invalidPolygons(path: string): Promise<{ features: number; invalid: number }> {
  const { stdout: list } = await run('ogrinfo', ['-ro', '-so', '-q', path]);
  const layer = /^\d+: (.+?)(?: \([\w ,]+\))?$/m.exec(list)?.[1] ?? '';
  const count = (condition: string): Promise<number> =>
    run(
      'ogrinfo',
      [
        '-ro',
        '-q',
        '-dialect',
        'sqlite',
        '-sql',
        `SELECT COUNT(*) AS found FROM "${layer}" WHERE ${condition}`,
        path,
      ],
      { env: { ...process.env, OGR_GEOJSON_MAX_OBJ_SIZE: '0' }, maxBuffer: 1e8 },
    ).then(({ stdout }) => Number(/found \(Integer(?:64)?\) = (\d+)/.exec(stdout)?.[1] ?? Number.NaN));
  return { features: await count('1'), invalid: await count('ST_IsValid(geometry) <> 1') };
}
