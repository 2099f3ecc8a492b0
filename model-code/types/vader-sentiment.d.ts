declare module "vader-sentiment" {
  export const SentimentIntensityAnalyzer: {
    polarity_scores(text: string): { readonly neg: number; readonly neu: number; readonly pos: number; readonly compound: number };
  };
}
