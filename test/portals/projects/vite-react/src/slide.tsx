import OpenSeadragon from 'openseadragon';
import { useEffect, useRef } from 'react';
import type { SmearPanel } from 'smearlens';
import 'smearlens/react';

const OPTIONS = { openSeadragon: OpenSeadragon, keep: false };

export function Slide({ address }: { readonly address: string }) {
  const place = useRef<HTMLDivElement>(null);
  const panel = useRef<SmearPanel>(null);
  useEffect(() => {
    if (!place.current || !panel.current) return;
    const viewer = OpenSeadragon({
      element: place.current,
      tileSources: address,
      crossOriginPolicy: 'Anonymous',
      showNavigationControl: false,
    });
    panel.current.viewer = viewer; // the panel ends by itself when it leaves the page
    return () => viewer.destroy();
  }, [address]);
  return (
    <>
      <div className="viewer" ref={place} />
      <smear-panel
        ref={panel}
        options={OPTIONS}
        onsmear-error={({ detail }) => console.error(detail.message)}
      />
    </>
  );
}
