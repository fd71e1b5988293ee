import type { SolidItem } from "../../../core/contract/composition.ts";
import { Stage } from "./Stage.tsx";

export const SolidView = ({ item }: { readonly item: SolidItem }) => (
  <Stage item={item} style={{ background: item.color }} />
);
