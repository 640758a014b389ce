/** Holds a Swagger 2.0 document to its table of shapes, in all its files. */
import { checkShapeBy } from "../check_shape.ts";
import type { Description } from "../description.ts";
import type { SchemaPlace } from "../operation.ts";
import { SWAGGER_SHAPES, type SwaggerShapeName } from "./shapes.ts";

/** Checks the entry file's root and whatever its references lead to; issues go to the description. */
export function checkSwaggerShape(description: Description, root: unknown, place: SchemaPlace): void {
  checkShapeBy<SwaggerShapeName>(SWAGGER_SHAPES, description, root, place);
}
