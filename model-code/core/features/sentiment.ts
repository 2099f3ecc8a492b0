import { SentimentIntensityAnalyzer } from "vader-sentiment";

/**
 * The sentiment of a short text, −1 (worst) to 1 (best), 0 for a text without a word of feeling.
 * @see Hutto and Gilbert, VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text (2014); the compound score
 */
export function sentimentOf(text: string): number {
  return text === "" ? 0 : SentimentIntensityAnalyzer.polarity_scores(text).compound;
}
