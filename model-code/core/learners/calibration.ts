import type { Task } from "./learner";
import { logLoss, sigmoid } from "./log-odds";

/** Probability of class 1 = sigmoid(a · margin + b). */
export interface Calibration {
  readonly a: number;
  readonly b: number;
}

const MOST_STEPS = 100;
const MOST_HALVINGS = 40;
const RIDGE = 1e-12;
const TOLERANCE = 1e-10;

/**
 * Fits Platt's sigmoid to margins of rows that the model was not trained on, by Newton's method with backtracking. The targets
 * are smoothed as Platt proposes, so that one class alone, or classes that a margin separates, still give a finite sigmoid. Margins
 * that rank the rows the wrong way round are not turned: they say nothing, and all rows get the share of class 1.
 *
 * @param margin length n; any scale, it is standardized for the fit
 * @param label  length n, 0 or 1
 * @param weight length n, ≥ 0
 * @see Platt, Probabilistic Outputs for Support Vector Machines (1999), whose A and B are −a and −b here
 * @see Lin, Lin and Weng, A note on Platt's probabilistic outputs for support vector machines (2007)
 */
export function fitCalibration(margin: Float64Array, label: Float64Array, weight?: Float64Array): Calibration {
  const w = weight ?? new Float64Array(margin.length).fill(1);
  let ones = 0;
  let zeros = 0;
  let sum = 0;
  for (let i = 0; i < margin.length; i++) {
    if (label[i]! > 0.5) ones += w[i]!;
    else zeros += w[i]!;
    sum += w[i]! * margin[i]!;
  }
  const total = ones + zeros;
  if (total === 0) return { a: 1, b: 0 };
  const mean = sum / total;
  let squares = 0;
  for (let i = 0; i < margin.length; i++) squares += w[i]! * (margin[i]! - mean) ** 2;
  const deviation = Math.sqrt(squares / total);
  const varies = deviation > 1e-12 * Math.abs(mean);
  const scale = varies ? deviation : 1;
  const x = margin.map((m) => (varies ? (m - mean) / scale : 0));
  const target = label.map((y) => (y > 0.5 ? (ones + 1) / (ones + 2) : 1 / (zeros + 2)));

  const lossOf = (a: number, b: number) => {
    let loss = 0;
    for (let i = 0; i < x.length; i++) loss += w[i]! * logLoss(a * x[i]! + b, target[i]!);
    return loss;
  };
  let a = 0;
  let b = Math.log((ones + 1) / (zeros + 1));
  let loss = lossOf(a, b);
  for (let round = 0; round < MOST_STEPS; round++) {
    let gradientA = 0;
    let gradientB = 0;
    let haa = RIDGE;
    let hab = 0;
    let hbb = RIDGE;
    for (let i = 0; i < x.length; i++) {
      const p = sigmoid(a * x[i]! + b);
      const residual = w[i]! * (p - target[i]!);
      const curvature = w[i]! * p * (1 - p);
      gradientA += residual * x[i]!;
      gradientB += residual;
      haa += curvature * x[i]! * x[i]!;
      hab += curvature * x[i]!;
      hbb += curvature;
    }
    const determinant = haa * hbb - hab * hab;
    const stepA = -(hbb * gradientA - hab * gradientB) / determinant;
    const stepB = -(haa * gradientB - hab * gradientA) / determinant;
    let size = 1;
    let nextLoss = lossOf(a + stepA, b + stepB);
    for (let halving = 0; halving < MOST_HALVINGS && !(nextLoss <= loss); halving++) {
      size /= 2;
      nextLoss = lossOf(a + size * stepA, b + size * stepB);
    }
    if (!(nextLoss <= loss)) break;
    a += size * stepA;
    b += size * stepB;
    loss = nextLoss;
    if (Math.max(Math.abs(stepA), Math.abs(stepB)) * size <= TOLERANCE * (1 + Math.abs(a) + Math.abs(b))) break;
  }
  if (!varies) return { a: 0, b };
  if (a < 0) {
    const share = ((ones * (ones + 1)) / (ones + 2) + zeros / (zeros + 2)) / total;
    return { a: 0, b: Math.log(share / (1 - share)) };
  }
  return { a: a / scale, b: b - (a * mean) / scale };
}

/**
 * What a model answers for its learner's scores.
 * @param calibration null for none
 * @returns probabilities of class 1 for classification, the scores themselves for regression
 */
export function applyCalibration(task: Task, calibration: Calibration | null, margin: Float64Array): Float64Array {
  if (task === "regression") return margin;
  const { a, b } = calibration ?? { a: 1, b: 0 };
  return margin.map((m) => sigmoid(a * m + b));
}
