import OpenSeadragon from 'openseadragon';
import { useEffect, useRef, type DetailedHTMLProps, type HTMLAttributes } from 'react';
import { createRoot } from 'react-dom/client';
import type { SmearPanel } from 'smearlens';
import 'smearlens/define';

declare module 'react' {
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace JSX {
    interface IntrinsicElements {
      'smear-panel': DetailedHTMLProps<HTMLAttributes<SmearPanel>, SmearPanel>;
    }
  }
}

function Slide({ address }: { readonly address: string }) {
  const host = useRef<HTMLDivElement>(null);
  const panel = useRef<SmearPanel>(null);
  useEffect(() => {
    if (!host.current || !panel.current) return;
    const viewer = OpenSeadragon({
      element: host.current,
      tileSources: address,
      crossOriginPolicy: 'Anonymous',
      showNavigationControl: false,
    });
    panel.current.options = { openSeadragon: OpenSeadragon, keep: false };
    panel.current.viewer = viewer;
    return () => viewer.destroy();
  }, [address]);
  return (
    <div className="page">
      <div className="viewer" ref={host} />
      <smear-panel ref={panel} />
    </div>
  );
}

const root = document.getElementById('root');
if (root) createRoot(root).render(<Slide address="/sample/sample.dzi" />);
