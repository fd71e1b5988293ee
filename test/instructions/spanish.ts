import { about, anything, at, atMost, colour, is, less, mentions } from "./checks.ts";
import type { InstructionSet } from "./instruction.ts";

const WHICH = mentions("\\?");

const from = (name: string, fromSeconds: number) => ({
  [`${name}.picture`]: { fromSeconds: about(fromSeconds) },
  [`${name}.captions`]: { fromSeconds: about(fromSeconds + 0.2) },
  [`${name}.voice`]: { fromSeconds: about(fromSeconds + 0.2) },
});

export const spanish: InstructionSet = {
  locale: "es",
  instructions: [
    {
      message: "Añade un título centrado 'Rebajas de verano' durante 3 segundos",
      outcome: {
        added: [
          {
            type: is("text"),
            text: is("Rebajas de verano"),
            seconds: about(3),
            place: at("middle", "middle"),
          },
        ],
      },
    },
    {
      message: "Cambia el sofá blanco por uno de cuero negro",
      outcome: {
        repainted: {
          "room.picture": {
            type: "image",
            prompt: mentions("black", "leather", "sofa", "living room", "window", "-white sofa"),
          },
        },
      },
    },
    {
      message: "Cambia el fondo de la primera escena por un bosque nevado",
      outcome: { repainted: { "room.picture": { type: "image", prompt: mentions("forest|wood|bosque") } } },
    },
    {
      message: "Haz el título más pequeño y ponlo en verde",
      outcome: { changed: { title: { fontSize: less, color: colour("green") } } },
    },
    {
      message: "Mueve el precio arriba a la derecha",
      outcome: { changed: { price: { place: at("end", "start") } } },
    },
    {
      message: "Quita los subtítulos",
      outcome: { removed: ["room.captions", "kitchen.captions", "garden.captions"] },
    },
    {
      message: "Alarga la primera escena 2 segundos",
      outcome: {
        changed: {
          "room.picture": { seconds: about(7) },
          ...from("kitchen", 7),
          ...from("garden", 11),
          price: { fromSeconds: about(12) },
          logo: { seconds: about(17) },
        },
      },
    },
    {
      message: "Intercambia las dos primeras escenas",
      outcome: {
        changed: { ...from("kitchen", 0), ...from("room", 4), title: { fromSeconds: about(4) } },
      },
    },
    {
      message: "Pon el vídeo en vertical",
      outcome: { film: { compositionWidth: is(1080), compositionHeight: is(1920) } },
    },
    {
      message: "Que el logo aparezca con un fundido de entrada de dos segundos",
      outcome: { changed: { logo: { fadeInDurationInSeconds: about(2) } } },
    },
    {
      message: "Silencia la narración de la última escena",
      outcome: { changed: { "garden.voice": { decibelAdjustment: atMost(-60) } } },
    },
    { message: "Cambia la música por algo dramático", outcome: { film: { mood: is("dramatic") } } },
    {
      message: "Convierte la foto del jardín en un clip con movimiento",
      outcome: { repainted: { "garden.picture": { type: "video", prompt: mentions("garden", "lanterns") } } },
    },
    {
      message: "Cambia la narración de la segunda escena a 'Aquí se cocina con alegría.'",
      outcome: { respoken: { "kitchen.voice": is("Aquí se cocina con alegría.") } },
    },
    {
      message: "Pon los subtítulos en amarillo con fondo negro",
      outcome: {
        changed: Object.fromEntries(
          ["room", "kitchen", "garden"].map((name) => [
            `${name}.captions`,
            { color: colour("yellow"), backgroundColor: mentions("^#000|black") },
          ]),
        ),
      },
    },
    {
      message: "Trae el precio al principio de la película y que dure 5 segundos",
      outcome: { changed: { price: { fromSeconds: about(0), seconds: about(5) } } },
    },
    { message: "¿Qué dice el título?", outcome: { says: mentions("Primavera en casa") } },
    { message: "¿Cuánto dura la película?", outcome: { says: mentions("15") } },
    { message: "Hazlo mejor", outcome: { says: anything } },
    { message: "Borra la foto", outcome: { says: WHICH } },
    {
      message: "Manda el vídeo por correo a Ana",
      outcome: { says: mentions("no puedo|no es posible|no tengo") },
    },

    {
      message: "Escribe 'Abierto los domingos' arriba durante 4 segundos",
      outcome: {
        added: [{ text: is("Abierto los domingos"), seconds: about(4), place: at("any", "start") }],
      },
    },
    { message: "Me gustaría el título en rojo", outcome: { changed: { title: { color: colour("red") } } } },
    {
      message: "Deja sin sonido la narración de la segunda escena",
      outcome: { changed: { "kitchen.voice": { decibelAdjustment: atMost(-60) } } },
    },
  ],
};
