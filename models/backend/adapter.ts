/** What draws on this machine, as far as the platform says. */
export interface Adapter {
  /** Stable text for one machine's graphics, part of the key under which a verdict is kept. */
  readonly key: string;
  /** Whether a WebGPU adapter was given; `navigator.gpu` alone proves nothing. */
  readonly webgpu: 'hardware' | 'software' | 'none';
  readonly webgl: 'hardware' | 'software' | 'none';
}

interface GpuAdapterInfo {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly device?: string;
  readonly description?: string;
  readonly isFallbackAdapter?: boolean;
}

interface GpuNavigator {
  readonly gpu?: {
    requestAdapter(options?: { powerPreference: string }): Promise<{ readonly info?: GpuAdapterInfo } | null>;
  };
}

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Asks the platform once; in Node there is neither. */
export async function probeAdapter(): Promise<Adapter> {
  const gpu = await probeWebGpu();
  const renderer = gpu.state === 'hardware' ? undefined : probeWebGl();
  const webgl = renderer === undefined ? gpu.state : renderer === '' ? 'none' : grade(renderer);
  return { key: `${gpu.text}|${renderer ?? ''}`, webgpu: gpu.state, webgl };
}

async function probeWebGpu(): Promise<{ text: string; state: Adapter['webgpu'] }> {
  const { gpu } = (globalThis.navigator ?? {}) as GpuNavigator;
  if (!gpu) return { text: '', state: 'none' };
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter) return { text: '', state: 'none' };
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info ?? {};
  const text = [vendor, architecture, device, description].filter(Boolean).join(' ');
  return { text, state: isFallbackAdapter ? 'software' : grade(text) };
}

/** The WebGL renderer's name, empty where there is none. */
function probeWebGl(): string {
  if (typeof OffscreenCanvas === 'undefined') return '';
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (!gl) return '';
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return renderer;
}

function grade(text: string): 'hardware' | 'software' {
  return SOFTWARE.test(text) ? 'software' : 'hardware';
}
