/** What of `dcmjs` is used here; the package brings no types. */
declare module 'dcmjs' {
  type NaturalDataset = Record<string, unknown>;
  interface DicomDict {
    dict: object;
    meta: object;
    write(): ArrayBuffer;
  }
  interface Dcmjs {
    readonly data: {
      readonly DicomDict: new (meta: object) => DicomDict;
      readonly DicomMessage: { readFile(buffer: ArrayBuffer): DicomDict };
      readonly DicomMetaDictionary: {
        denaturalizeDataset(dataset: NaturalDataset): object;
        naturalizeDataset(dataset: object): NaturalDataset;
      };
    };
  }
  const dcmjs: Dcmjs;
  export default dcmjs;
}
