import { encodeMessage, type ProtobufField } from './protobuf.js';

/** A value inside a graph, by its name. */
export type Value = string & { readonly isOnnxValue?: never };

type Attribute = number | string | readonly number[];

/** Axes that are not known before a run are named. */
export type Axis = number | string;

/** The operators' version; the last in which reductions take their axes as attributes. */
const OPSET = 17;
const IR_VERSION = 8;
const FLOAT = 1;
const INT64 = 7;

/**
 * A network written node by node, as the bytes of an ONNX model. Only what our networks need: float tensors and
 * whole-number shapes. Format: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export class OnnxGraph {
  readonly #nodes: Uint8Array[] = [];
  readonly #initializers: Uint8Array[] = [];
  readonly #inputs: Uint8Array[] = [];
  readonly #outputs: Uint8Array[] = [];
  #count = 0;

  /** What a run is given. */
  input(name: string, axes: readonly Axis[], type: 'float' | 'int64' = 'float'): Value {
    this.#inputs.push(valueInfo(name, type === 'float' ? FLOAT : INT64, axes));
    return name;
  }

  /** What a run gives. */
  output(value: Value, name: string, axes: readonly Axis[]): void {
    this.#nodes.push(node('Identity', [value], name, []));
    this.#outputs.push(valueInfo(name, FLOAT, axes));
  }

  constant(data: Float32Array, shape: readonly number[]): Value {
    return this.#initializer(FLOAT, shape, bytesOf(data));
  }

  /** A list of whole numbers, as shapes are. */
  numbers(values: readonly number[]): Value {
    return this.#initializer(INT64, [values.length], bytesOf(BigInt64Array.from(values.map(BigInt))));
  }

  scalar(value: number): Value {
    return this.#initializer(FLOAT, [], bytesOf(Float32Array.of(value)));
  }

  /** One operator's first result. An input that is left out is an empty string. */
  node(
    operator: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): Value {
    const result = this.#name();
    this.#nodes.push(node(operator, inputs, result, Object.entries(attributes)));
    return result;
  }

  /** The model. */
  encode(): Uint8Array<ArrayBuffer> {
    const graph = encodeMessage([
      ...this.#nodes.map((bytes): ProtobufField => [1, bytes]),
      [2, 'smearlens'],
      ...this.#initializers.map((bytes): ProtobufField => [5, bytes]),
      ...this.#inputs.map((bytes): ProtobufField => [11, bytes]),
      ...this.#outputs.map((bytes): ProtobufField => [12, bytes]),
    ]);
    const opset = encodeMessage([
      [1, ''],
      [2, OPSET],
    ]);
    return encodeMessage([
      [1, IR_VERSION],
      [2, 'smearlens'],
      [7, graph],
      [8, opset],
    ]);
  }

  #initializer(type: number, shape: readonly number[], bytes: Uint8Array): Value {
    const name = this.#name();
    this.#initializers.push(
      encodeMessage([...shape.map((size): ProtobufField => [1, size]), [2, type], [8, name], [9, bytes]]),
    );
    return name;
  }

  #name(): Value {
    return `v${this.#count++}`;
  }
}

function node(
  operator: string,
  inputs: readonly Value[],
  result: Value,
  attributes: readonly (readonly [string, Attribute])[],
): Uint8Array {
  return encodeMessage([
    ...inputs.map((name): ProtobufField => [1, name]),
    [2, result],
    [4, operator],
    ...attributes.map((pair): ProtobufField => [5, attribute(pair)]),
  ]);
}

/** Whole numbers are written as such, others as floats: no operator that we use takes either. */
function attribute([name, value]: readonly [string, Attribute]): Uint8Array {
  if (typeof value === 'string')
    return encodeMessage([
      [1, name],
      [4, value],
      [20, 3],
    ]);
  if (typeof value !== 'number') {
    return encodeMessage([[1, name], ...value.map((each): ProtobufField => [8, each]), [20, 7]]);
  }
  if (Number.isInteger(value))
    return encodeMessage([
      [1, name],
      [3, value],
      [20, 2],
    ]);
  return encodeMessage([
    [1, name],
    [2, { float: value }],
    [20, 1],
  ]);
}

function valueInfo(name: string, type: number, axes: readonly Axis[]): Uint8Array {
  const dimension = (axis: Axis) => encodeMessage([typeof axis === 'number' ? [1, axis] : [2, axis]]);
  const shape = encodeMessage(axes.map((axis): ProtobufField => [1, dimension(axis)]));
  const tensor = encodeMessage([
    [1, type],
    [2, shape],
  ]);
  return encodeMessage([
    [1, name],
    [2, encodeMessage([[1, tensor]])],
  ]);
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}
