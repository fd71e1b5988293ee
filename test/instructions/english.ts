import { about, anything, at, atMost, between, colour, is, less, mentions, more } from "./checks.ts";
import type { InstructionSet } from "./instruction.ts";

const QUESTION = mentions("\\?");

/** When each thing of a scene begins once the last scene has come first. */
const lastFirst = (name: string, fromSeconds: number) => ({
  [`${name}.picture`]: { fromSeconds: about(fromSeconds) },
  [`${name}.captions`]: { fromSeconds: about(fromSeconds + 0.2) },
  [`${name}.voice`]: { fromSeconds: about(fromSeconds + 0.2) },
});

export const english: InstructionSet = {
  locale: "en",
  instructions: [
    {
      message: "Add a centered title 'Summer Sale' for 3 seconds.",
      outcome: {
        added: [
          {
            type: is("text"),
            text: is("Summer Sale"),
            seconds: about(3),
            fromSeconds: about(0),
            place: at("middle", "middle"),
          },
        ],
      },
    },
    {
      message: "Replace the white sofa with a black leather one",
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
      message: "Swap the background of the last scene for a beach at sunset",
      outcome: { repainted: { "garden.picture": { type: "image", prompt: mentions("beach", "sunset") } } },
    },
    {
      message: "Regenerate the second image, with red pans instead of the copper pans",
      outcome: {
        repainted: {
          "kitchen.picture": {
            type: "image",
            prompt: mentions("red pans", "marble", "kitchen", "-copper pans"),
          },
        },
      },
    },
    {
      message: "Make the title red and bigger",
      outcome: { changed: { title: { color: colour("red"), fontSize: more } } },
    },
    {
      message: "Move the logo to the bottom right corner",
      outcome: { changed: { logo: { left: between(1400, 1700), top: between(800, 990) } } },
    },
    {
      message: "Show the price from second 11 and let it stay for 4 seconds",
      outcome: { changed: { price: { fromSeconds: about(11), seconds: about(4) } } },
    },
    { message: "Remove the logo", outcome: { removed: ["logo"] } },
    {
      message: "Set the title in Noto Sans KR",
      outcome: { changed: { title: { fontFamily: is("Noto Sans KR") } } },
    },
    { message: "Make the background music quieter", outcome: { film: { decibels: less } } },
    { message: "Change the music to something energetic", outcome: { film: { mood: is("energetic") } } },
    {
      message: "Slide the title in from the left over one second",
      outcome: {
        changed: { title: { transitionIn: is({ type: "slide", direction: "right", durationInSeconds: 1 }) } },
      },
    },
    {
      message: "Make the captions yellow",
      outcome: {
        changed: Object.fromEntries(
          ["room", "kitchen", "garden"].map((name) => [`${name}.captions`, { color: colour("yellow") }]),
        ),
      },
    },
    {
      message: "Duplicate the title and show the copy at 12 seconds",
      outcome: {
        added: [{ text: is("Spring at Home"), fontSize: is(96), fromSeconds: about(12), seconds: about(3) }],
      },
    },
    {
      message: "Move the last scene to the beginning",
      outcome: {
        changed: {
          ...lastFirst("garden", 0),
          ...lastFirst("room", 6),
          ...lastFirst("kitchen", 11),
          title: { fromSeconds: about(6) },
          price: { fromSeconds: about(1) },
        },
      },
    },
    {
      message: "Change the narration of the first scene to 'Welcome to our new showroom.'",
      outcome: { respoken: { "room.voice": is("Welcome to our new showroom.") } },
    },
    {
      message: "Turn the kitchen picture into a moving clip",
      outcome: { repainted: { "kitchen.picture": { type: "video", prompt: mentions("kitchen", "marble") } } },
    },
    {
      message: "Fade the logo in over 2 seconds and make it half transparent",
      outcome: { changed: { logo: { fadeInDurationInSeconds: about(2), opacity: about(0.5) } } },
    },
    {
      message: "Make it pop more",
      outcome: { says: anything },
    },
    {
      message: "Delete the picture",
      outcome: { says: QUESTION },
    },
    {
      message: "E-mail this video to my boss",
      outcome: { says: mentions("can't|cannot|can not|not able|unable") },
    },
    { message: "How long is the film?", outcome: { says: mentions("15") } },
    {
      message: "Make it darker: a night sky with stars",
      selectedItemId: "garden.picture",
      outcome: { repainted: { "garden.picture": { type: "image", prompt: mentions("night|dark|star") } } },
    },
    {
      message: "Mute the narration of the first scene",
      outcome: { changed: { "room.voice": { decibelAdjustment: atMost(-60) } } },
    },

    {
      message: "Put the words 'Open on Sundays' at the bottom of the screen from 6 to 8 seconds",
      outcome: {
        added: [
          {
            text: is("Open on Sundays"),
            fromSeconds: about(6),
            seconds: about(2),
            place: at("any", "end"),
          },
        ],
      },
    },
    {
      message: "I'd like the headline in green, please",
      outcome: { changed: { title: { color: colour("green") } } },
    },
    {
      message: "The wooden table in the garden should be a glass table",
      outcome: {
        repainted: {
          "garden.picture": { type: "image", prompt: mentions("glass", "lanterns", "-wooden table") },
        },
      },
    },
    {
      message: "Could you get rid of scene two?",
      outcome: {
        removed: ["kitchen.picture", "kitchen.captions", "kitchen.voice"],
        changed: {
          "garden.picture": { fromSeconds: about(5) },
          "garden.captions": { fromSeconds: about(5.2) },
          "garden.voice": { fromSeconds: about(5.2) },
          price: { fromSeconds: about(6) },
          logo: { seconds: about(11) },
        },
      },
    },
  ],
};
